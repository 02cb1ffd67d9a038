package io.dfs.node.audit;

import io.dfs.common.token.Operation;
import io.dfs.common.token.Ticket;
import io.dfs.service.audit.AuditCaller;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Leaves on the request for whom its ticket was made. */
public final class TicketHolder {

    static final String ATTRIBUTE = TicketHolder.class.getName();

    private TicketHolder() {}

    /** @param ticket whose signature is good, though it may be for something else */
    public static void remember(Ticket ticket) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(ATTRIBUTE, caller(ticket), RequestAttributes.SCOPE_REQUEST);
        }
    }

    private static AuditCaller caller(Ticket ticket) {
        String holder = ticket.principal() == null ? "-" : ticket.principal();
        return new AuditCaller(holder, ticket.operation() == Operation.COPY ? "PROGRAM" : null);
    }
}
