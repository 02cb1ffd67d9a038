package io.dfs.common.api;

/** @param principal the name of a token, {@code oidc:NAME} for a person known by an identity provider, or {@code *} for everybody */
public record TreeGrant(String principal, TreeRole role) {}
