package io.github.qosflow.model;

import io.github.qosflow.QosException.Reason;

/** What a call will give: pending, and then one end. */
final class ModelFuture {
    private String state = Words.PENDING;

    static ModelFuture refused(Reason reason) {
        return ended(Words.refused(reason));
    }

    static ModelFuture ended(String end) {
        ModelFuture future = new ModelFuture();
        future.end(end);
        return future;
    }

    boolean isPending() {
        return state.equals(Words.PENDING);
    }

    /** The first end counts. */
    void end(String end) {
        state = isPending() ? end : state;
    }

    String state() {
        return state;
    }
}
