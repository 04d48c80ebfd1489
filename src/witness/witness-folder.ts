import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { headIn } from '../../libs/record/checkpoint.js';
import { cosignedAt, cosignerOf, cosignerText } from '../../libs/record/cosignature.js';
import { noteBody } from '../../libs/record/signed-note.js';
import type { CosignedHead } from '../../libs/record/witness.js';
import { DataDirectoryInUse, ServerLock } from '../database/server-lock.js';

const KEY = 'witness-signing.pem';
const PUBLIC = 'witness.vkey';
const HEADS = 'heads.json';
const NAME = /^[^\s+\p{Cc}]{1,200}$/u;

/**
 * What a witness keeps: its key, and the last head of each log that it cosigned. A witness that forgot a head could be led to cosign
 * a second history after it, so nothing here is ever made anew beside a key that is there.
 */
export class WitnessFolder {
  private constructor(
    private readonly folder: string,
    private readonly lock: ServerLock,
    readonly name: string,
    readonly key: KeyObject,
    private readonly heads: Map<string, CosignedHead>,
  ) {}

  /**
   * @param name under which it signs; needed once, and the same ever after
   * @throws Error where another process has the folder, or what lies there is not whole
   */
  static async open(folder: string, name?: string): Promise<WitnessFolder> {
    const place = resolve(folder);
    mkdirSync(place, { recursive: true, mode: 0o700 });
    const lock = new ServerLock(join(place, 'witness.lock'), place);
    await lock.take('server').catch((error: unknown) => {
      if (!(error instanceof DataDirectoryInUse)) throw error;
      throw new Error(`Another witness (process ${error.holder.pid}) has ${place}. One process keeps one folder.`);
    });
    try {
      if (!existsSync(join(place, KEY))) makeAnew(place, name);
      const own = ownName(place, name);
      const key = createPrivateKey(readFileSync(join(place, KEY)));
      return new WitnessFolder(place, lock, own, key, keptHeads(place, own, key));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** The key by which others know its cosignatures. */
  get verifierKey(): string {
    return cosignerText({ name: this.name, key: createPublicKey(this.key) });
  }

  lastOf(origin: string): CosignedHead | null {
    return this.heads.get(origin) ?? null;
  }

  /** When it returns the head outlives a loss of power. It is one step: nothing else of this process happens within it. */
  keep(head: CosignedHead): void {
    const heads = new Map(this.heads).set(head.origin, head);
    // The same head at a later time binds the witness to nothing new.
    if (this.lastOf(head.origin)?.size !== head.size) writeHeads(this.folder, heads);
    this.heads.set(head.origin, head);
  }

  close(): void {
    this.lock.release();
  }
}

/** The heads first and the key last: as long as there is no key, nothing was cosigned. */
function makeAnew(folder: string, name: string | undefined): void {
  if (name === undefined) throw new Error('This folder holds no witness yet. Name the new one with --name NAME');
  if (!NAME.test(name))
    throw new Error('A witness’s name has no spaces and no plus signs. Expected: such as police.example/witness');
  if (existsSync(join(folder, HEADS)) && keptNotes(folder).length > 0)
    throw new Error(
      `${folder} holds heads but not the key that cosigned them. Bring the key back, or take another folder.`,
    );
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeHeads(folder, new Map());
  writeDurably(folder, PUBLIC, `${cosignerText({ name, key: publicKey })}\n`, 0o644);
  writeDurably(folder, KEY, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
}

function ownName(folder: string, name: string | undefined): string {
  const own = existsSync(join(folder, PUBLIC)) ? cosignerOf(readFileSync(join(folder, PUBLIC), 'utf8')) : null;
  const key = createPublicKey(readFileSync(join(folder, KEY)));
  if (!own?.key.equals(key)) throw new Error(`${PUBLIC} in ${folder} is not the verifier key of the key beside it.`);
  if (name !== undefined && name !== own.name)
    throw new Error(`The witness in ${folder} is named ${own.name}. A witness of another name takes another folder.`);
  return own.name;
}

function keptHeads(folder: string, name: string, key: KeyObject): Map<string, CosignedHead> {
  const forgotten = `What this witness cosigned last is not to be read from ${HEADS} in ${folder}. It must not go on without that: it could be led to cosign a second history.`;
  if (!existsSync(join(folder, HEADS))) throw new Error(forgotten);
  const own = { name, key: createPublicKey(key) };
  return new Map(
    keptNotes(folder).map(([origin, note]) => {
      const head = headIn(noteBody(note) ?? '');
      if (head?.origin !== origin || cosignedAt(note, own) === null) throw new Error(forgotten);
      return [origin, { ...head, note }];
    }),
  );
}

function keptNotes(folder: string): [string, string][] {
  try {
    return Object.entries(JSON.parse(readFileSync(join(folder, HEADS), 'utf8')) as Record<string, unknown>).map(
      ([origin, note]) => [origin, String(note)],
    );
  } catch {
    return [['', '']];
  }
}

function writeHeads(folder: string, heads: ReadonlyMap<string, CosignedHead>): void {
  const notes = Object.fromEntries([...heads].map(([origin, { note }]) => [origin, note]));
  writeDurably(folder, HEADS, `${JSON.stringify(notes, null, 2)}\n`, 0o644);
}

/** Whole or not at all, and on the disk when it returns: the file, and its name in the folder. */
function writeDurably(folder: string, name: string, content: string | Buffer, mode: number): void {
  const half = join(folder, `${name}.half`);
  const file = openSync(half, 'w', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, join(folder, name));
  if (process.platform === 'win32') return;
  const names = openSync(folder, 'r');
  try {
    fsyncSync(names);
  } finally {
    closeSync(names);
  }
}
