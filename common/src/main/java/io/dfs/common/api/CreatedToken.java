package io.dfs.common.api;

/** @param token the secret itself, told this once */
public record CreatedToken(TokenInfo info, String token) {

    /** Secrets do not go into logs. */
    @Override
    public String toString() {
        return "CreatedToken[" + info + "]";
    }
}
