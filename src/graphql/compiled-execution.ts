import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

interface Asked {
  document: DocumentNode;
  /** Absent when the document holds none of the name that was sent. */
  operation: OperationDefinitionNode | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: unknown;
}
type Answer = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

/**
 * Carries documents out: the first time as graphql-js does, and compiled once they come again, which is how programmes ask. Where a
 * programme's document is asked a thousand times, reading it anew each time costs more than the answer; compiling one that is asked once
 * would cost more still.
 *
 * The schema must give a resolver to every field whose value is a promise: compiled code waits for nothing else.
 */
export class CompiledExecution {
  /** By the document as the server keeps it, and forgotten with it. */
  private readonly known = new WeakMap<OperationDefinitionNode, CompiledQuery | 'SEEN' | 'NOT_COMPILED'>();
  private schema: GraphQLSchema | undefined;

  /** For the server's option of the same purpose: it is told the schema once it is whole. */
  transformSchema = (schema: GraphQLSchema): GraphQLSchema => (this.schema = schema);

  /** The one way by which the server lets somebody else carry a document out, with its own checks before and after. */
  readonly gateway: ApolloServerOptionsWithGateway<BaseContext>['gateway'] = {
    onSchemaLoadOrUpdate: (told) => {
      told({ apiSchema: this.wholeSchema(), coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ document, operation, request: { operationName, variables = {} }, context }) =>
          this.carriedOut({ document, operation, operationName, variables, context }),
      }),
    stop: () => Promise.resolve(),
  };

  private async carriedOut(asked: Asked): Promise<Answer> {
    const { document, operation, operationName, variables, context } = asked;
    const schema = this.wholeSchema();
    const compiled = operation && this.compiled(schema, document, operation);
    if (!compiled) {
      const interpreted = { schema, document, operationName, variableValues: variables, contextValue: context };
      return await execute(interpreted);
    }
    // What is said of a variable is graphql-js's own, compiled or not.
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 50 });
    if (errors) return { errors };
    const answer = (await compiled.query(undefined, context, variables)) as Answer;
    return answer.errors ? { ...answer, errors: answer.errors.map(ofGraphql) } : answer;
  }

  private compiled(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): CompiledQuery | undefined {
    const known = this.known.get(operation);
    if (typeof known === 'object') return known;
    if (known === undefined)
      this.known.set(operation, severalCommands(operation) || hasOddVariable(operation) ? 'NOT_COMPILED' : 'SEEN');
    if (known !== 'SEEN') return undefined;
    const compiled = compileQuery(schema, document, operation.name?.value, { disablingCapturingStackErrors: true });
    this.known.set(operation, isCompiledQuery(compiled) ? compiled : 'NOT_COMPILED');
    return isCompiledQuery(compiled) ? compiled : undefined;
  }

  private wholeSchema(): GraphQLSchema {
    if (!this.schema) throw new Error('The schema is not whole yet');
    return this.schema;
  }
}

/** Compiled code keeps variables by their names in an object, which has this one already. */
const hasOddVariable = ({ variableDefinitions = [] }: OperationDefinitionNode): boolean =>
  variableDefinitions.some(({ variable }) => variable.name.value === '__proto__');

/** Where one of several commands is refused, those after it are not done: graphql-js keeps to that, compiled code goes on. */
const severalCommands = ({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean =>
  operation === OperationTypeNode.MUTATION && (selections.length > 1 || selections[0]?.kind !== Kind.FIELD);

/** Compiled code throws errors of a class of its own, without the extensions that the server reads. */
const ofGraphql = ({ message, path, locations, originalError }: GraphQLError): GraphQLError =>
  Object.assign(new GraphQLError(message, { path, originalError }), { locations });
