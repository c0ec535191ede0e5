package io.github.qosflow.examples.voip.location;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who can be reached where. Answers come on any thread; a store that cannot be reached fails the answer with an
 * {@code IOException}. Thread-safe.
 */
public interface LocationStore extends AutoCloseable {
    /**
     * Where a user can be reached now.
     *
     * @param user the address of record, such as {@code alice} or {@code alice@example.com}
     * @return the live bindings, the preferred first; empty for nobody
     */
    CompletionStage<List<Binding>> find(String user);

    /**
     * Adds, renews and removes bindings, all or none of them (RFC 3261 section 10.3, step 7).
     *
     * @param user the address of record
     * @param put the new ones; one with the same contact replaces the old one
     * @param remove contacts that end; {@code *} for all
     * @param callId of the REGISTER
     * @param cseq of the REGISTER
     * @return the live bindings after it; fails with an {@link OutdatedException} if a binding to be changed came from a later
     *     REGISTER of the same Call-ID
     */
    CompletionStage<List<Binding>> update(
            String user, List<Binding> put, List<String> remove, String callId, long cseq);

    /**
     * All live bindings by their user: for the page.
     *
     * @param limit how many at most
     * @return the bindings
     */
    CompletionStage<List<Registration>> list(int limit);

    @Override
    void close();

    /**
     * A user with one binding.
     *
     * @param user the address of record
     * @param binding where
     */
    record Registration(String user, Binding binding) {}

    /** The REGISTER came late: a newer one was there before it. */
    final class OutdatedException extends Exception {
        private static final long serialVersionUID = 1;

        /** As the text says. */
        public OutdatedException() {
            super("a later registration with this Call-ID was there before");
        }
    }
}
