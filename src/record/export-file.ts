import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** What the manifest says of a file. */
export interface ExportedFile {
  file: string;
  bytes: number;
  sha256: string;
}

/** A file that is hashed as it is written: nothing of it stays in memory. */
export class ExportFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  private constructor(
    private readonly name: string,
    private readonly handle: Awaited<ReturnType<typeof open>>,
  ) {}

  static async open(folder: string, name: string): Promise<ExportFile> {
    return new ExportFile(name, await open(join(folder, name), 'wx', 0o600));
  }

  /** A file whose whole content is there already. */
  static async whole(folder: string, name: string, content: string): Promise<ExportedFile> {
    const file = await ExportFile.open(folder, name);
    await file.write(Buffer.from(content));
    return file.close();
  }

  async write(some: Buffer): Promise<void> {
    this.hash.update(some);
    this.bytes += some.length;
    await this.handle.writeFile(some);
  }

  /** When it returns every byte is on the disk. */
  async close(): Promise<ExportedFile> {
    await this.handle.sync();
    await this.handle.close();
    return { file: this.name, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}
