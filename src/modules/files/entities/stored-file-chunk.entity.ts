import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { StoredFileEntity } from './stored-file.entity.js';

/** A piece of a file's content, so that a file is written and read without ever being whole in memory. */
@Entity('stored_file_chunk')
export class StoredFileChunk {
  @PrimaryColumn('uuid', { name: 'file_id', primaryKeyConstraintName: 'stored_file_chunk_pkey' })
  @ForeignKey(() => StoredFileEntity, { name: 'stored_file_chunk_file', onDelete: 'CASCADE' })
  fileId!: string;

  /** From 0. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'stored_file_chunk_pkey' })
  number!: number;

  @Column('bytea')
  content!: Buffer;
}
