package io.dfs.metadata.file;

import io.dfs.common.api.FileStat;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.namespace.Undeletion;
import org.springframework.stereotype.Component;

/** Undeletes and tells what came back. */
@Component
class UndeletedFiles {

    private final Undeletion undeletion;
    private final Files files;
    private final Transactions transactions;

    UndeletedFiles(Undeletion undeletion, Files files, Transactions transactions) {
        this.undeletion = undeletion;
        this.files = files;
        this.transactions = transactions;
    }

    FileStat undelete(UndeleteRequest request) {
        return transactions.call(() -> files.stat(undeletion.undelete(request)));
    }
}
