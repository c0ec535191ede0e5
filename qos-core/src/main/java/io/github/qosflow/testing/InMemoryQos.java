package io.github.qosflow.testing;

/** Placeholder. */
public final class InMemoryQos {
    /** Placeholder. */
    public InMemoryQos() {}
}
