package io.dfs.service.connection;

/** What a request holds and a slow peer may hold for long, beside a thread: a service that has such tells when it runs out. */
@FunctionalInterface
public interface ScarceSlots {

    /** Nothing runs out but threads. */
    ScarceSlots NONE = () -> 0;

    /** How many of the slowest should go now; 0 or less if there is no need. */
    int excess();
}
