package io.dfs.metadata.database;

import org.springframework.dao.ConcurrencyFailureException;

/** What a transaction had looked up was changed by another one before it could lock it: look again. */
public class ChangedMeanwhileException extends ConcurrencyFailureException {

    private static final long serialVersionUID = 1L;

    public ChangedMeanwhileException(String message) {
        super(message);
    }
}
