package io.github.qosflow.testing;

import io.github.qosflow.QosException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Writes down every call and hands out the ordered failures; one call at a time, which also guards all other state. */
final class Journal {
    private final List<String> calls = new ArrayList<>();
    private final Deque<QosException> ordered = new ArrayDeque<>();

    /** What a call does. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws QosException;
    }

    synchronized <T> T call(String text, Call<T> call) throws QosException {
        try {
            T result = call.run();
            calls.add(text);
            return result;
        } catch (QosException e) {
            calls.add(text + " failed: " + e.reason());
            throw e;
        }
    }

    synchronized void write(String text) {
        calls.add(text);
    }

    synchronized void order(QosException failure) {
        ordered.add(failure);
    }

    synchronized void failIfOrdered() throws QosException {
        QosException failure = ordered.poll();
        if (failure != null) {
            throw failure;
        }
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
