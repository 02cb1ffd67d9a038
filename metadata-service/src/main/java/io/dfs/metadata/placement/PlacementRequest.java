package io.dfs.metadata.placement;

/**
 * What is to be placed.
 *
 * @param lengthBytes how much room a node must have
 * @param wanted how many nodes
 * @param atLeast with fewer nodes than this the request is refused
 */
public record PlacementRequest(long lengthBytes, int wanted, int atLeast) {

    public PlacementRequest {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("lengthBytes < 0: " + lengthBytes);
        }
        if (atLeast < 1 || wanted < atLeast) {
            throw new IllegalArgumentException("wanted %d, at least %d".formatted(wanted, atLeast));
        }
    }
}
