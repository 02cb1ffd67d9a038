package io.dfs.node.chunk;

import io.dfs.common.error.DfsException;
import java.io.IOException;

/** What it means that a chunk file can't be read as it should. Each answer is for the reader. */
interface ReadTrouble {

    /** The disk gave bytes, and they are wrong. */
    DfsException damaged(String detail);

    /** The disk gave no bytes. That says nothing about the replica (I-4). */
    DfsException unreadable(IOException e);
}
