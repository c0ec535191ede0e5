package io.github.qosflow.examples.voip.location;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who can be reached where. Answers come on any thread; a store that cannot be reached or has no room fails the answer with an
 * {@code IOException}. Two contacts are the same if they are as URIs (RFC 3261 section 19.1.4). Thread-safe.
 */
public interface LocationStore extends AutoCloseable {
    /** A user's bindings at most. */
    int MAX_CONTACTS = 10;

    /**
     * Where a user can be reached now.
     *
     * @param user the address of record, such as {@code alice} or {@code alice@example.com}
     * @return the live bindings, the preferred first: the highest q, of these the newest; empty for nobody
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
     * @return the live bindings after it, as from {@link #find}; fails with an {@link OutdatedException} if a binding to be
     *     changed came from this or a later REGISTER of the same Call-ID, with a {@link TooManyContactsException} if the user
     *     would have more than {@value #MAX_CONTACTS}
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

    /** The REGISTER came late or again: one that is not older was there before it. */
    final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** As the text says. */
        public OutdatedException() {
            super("this or a later registration with this Call-ID was there before");
        }
    }

    /** The user has as many contacts as one can have. */
    final class TooManyContactsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** As the text says. */
        public TooManyContactsException() {
            super("a user can have " + MAX_CONTACTS + " contacts; remove some, or let them expire");
        }
    }
}
