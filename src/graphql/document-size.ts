import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';

/** How much a document asks GraphQL to look at, whatever it would cost to answer. */
export interface DocumentSize {
  selections: number;
  aliases: number;
  /** Pairs of fields that GraphQL's own rules hold against each other: those of one name in one place. */
  comparisons: number;
}

/** A field with arguments or parts of its own takes some ten times as long to hold against another. */
const OF_A_WHOLE_FIELD = 10;

interface Place {
  asked: number;
  parts: Map<string, Place>;
}
const newPlace = (): Place => ({ asked: 0, parts: new Map() });

/** Counted in one pass, before any rule: the rules take the square of what is asked for again and again. */
export function sizeOf(document: DocumentNode): DocumentSize {
  const size: DocumentSize = { selections: 0, aliases: 0, comparisons: 0 };
  const fragmentsOn = newPlace();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) count(definition.selectionSet, newPlace(), size);
    // Fragments on one type may meet wherever they are spread.
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      count(definition.selectionSet, partOf(fragmentsOn, definition.typeCondition.name.value), size);
  }
  return size;
}

function count({ selections }: SelectionSetNode, place: Place, size: DocumentSize): void {
  size.selections += selections.length;
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) count(selection.selectionSet, place, size);
    if (selection.kind !== Kind.FIELD) continue;
    const { alias, name, arguments: given = [], selectionSet } = selection;
    const part = partOf(place, (alias ?? name).value);
    if (alias) size.aliases += 1;
    size.comparisons += part.asked * (selectionSet || given.length > 0 ? OF_A_WHOLE_FIELD : 1);
    part.asked += 1;
    if (selectionSet) count(selectionSet, part, size);
  }
}

function partOf({ parts }: Place, name: string): Place {
  const part = parts.get(name) ?? newPlace();
  parts.set(name, part);
  return part;
}
