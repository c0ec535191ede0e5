package io.github.qosflow.examples.voip.location;

import gov.nist.javax.sip.parser.URLParser;
import io.github.qosflow.examples.voip.location.LocationStore.Registration;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What becomes of a user's bindings: the same in every store. */
final class Bindings {
    private static final Comparator<Binding> PREFERRED =
            Comparator.comparingDouble(Binding::q).reversed();

    private Bindings() {}

    static List<Binding> live(List<Binding> all, Instant now) {
        return all.stream().filter(one -> one.expires().isAfter(now)).toList();
    }

    /** The live bindings of all users, so many at most. */
    static List<Registration> list(Map<String, List<Binding>> users, Instant now, int limit) {
        return users.entrySet().stream()
                .flatMap(user -> live(user.getValue(), now).stream().map(one -> new Registration(user.getKey(), one)))
                .limit(limit)
                .toList();
    }

    /** The parameters of {@link LocationStore#update}, after the live bindings there were, as this method has returned them. */
    static List<Binding> updated(
            List<Binding> before, List<Binding> put, List<String> remove, String callId, long cseq) {
        List<Binding> after = new ArrayList<>();
        List<Object> changed =
                new ArrayList<>(remove.stream().map(Bindings::uri).toList());
        for (Binding binding : put) {
            Object contact = uri(binding.contact());
            after.removeIf(earlier -> uri(earlier.contact()).equals(contact)); // twice in one REGISTER: the last counts
            after.add(binding);
            changed.add(contact);
        }
        for (Binding old : before) {
            if (!remove.contains("*") && !changed.contains(uri(old.contact()))) {
                after.add(old);
            } else if (old.callId().equals(callId) && old.cseq() >= cseq) {
                throw new LocationStore.OutdatedException();
            }
        }
        if (after.size() > LocationStore.MAX_CONTACTS) {
            throw new LocationStore.TooManyContactsException();
        }
        after.sort(PREFERRED); // stable: of those with the same q the newest stay in front
        return List.copyOf(after);
    }

    /** Compares as RFC 3261 section 19.1.4 says, which the library's URIs do; what is no SIP URI, as it is written. */
    private static Object uri(String contact) {
        try {
            return new URLParser(contact).sipURL(true);
        } catch (ParseException e) {
            return contact;
        }
    }
}
