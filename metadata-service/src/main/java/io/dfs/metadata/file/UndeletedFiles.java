package io.dfs.metadata.file;

import io.dfs.common.api.FileStat;
import io.dfs.common.api.UndeleteRequest;
import io.dfs.common.file.FilePath;
import io.dfs.metadata.caller.Callers;
import io.dfs.metadata.database.Transactions;
import io.dfs.metadata.namespace.Undeletion;
import io.dfs.metadata.repeat.AnsweredRequests;
import io.dfs.metadata.repeat.RequestKey;
import org.springframework.stereotype.Component;

/** Undeletes and tells what came back. */
@Component
class UndeletedFiles {

    private final Undeletion undeletion;
    private final Files files;
    private final Transactions transactions;
    private final AnsweredRequests answered;

    UndeletedFiles(Undeletion undeletion, Files files, Transactions transactions, AnsweredRequests answered) {
        this.undeletion = undeletion;
        this.files = files;
        this.transactions = transactions;
        this.answered = answered;
    }

    /** Asked again, it tells how the file that came back is then. */
    FileStat undelete(UndeleteRequest request, RequestKey key) {
        Callers.requireReach(request.to() == null ? request.path() : request.to());
        return files.stat(
                answered.once(key, FilePath.class, () -> transactions.call(() -> undeletion.undelete(request))));
    }
}
