package io.dfs.node.transfer;

/**
 * The transfers under way. Copies between nodes have slots of their own: a storm of repairs leaves clients their room, and
 * busy clients do not keep a chunk from being repaired.
 *
 * @param clients reads and writes by clients
 * @param copies chunks that other nodes fetch from here, and that this one fetches
 * @param relays those of the clients' writes that are passed on to other nodes
 */
public record Transfers(TransferSlots clients, TransferSlots copies, TransferSlots relays) {

    public int taken() {
        return clients.taken() + copies.taken();
    }

    TransferSlots.Slot take(TicketGate.Pass pass) {
        return switch (pass.ticket().operation()) {
            case READ, WRITE -> clients.take(pass.address(), pass.ticket().principal());
            case COPY -> copies.take();
        };
    }
}
