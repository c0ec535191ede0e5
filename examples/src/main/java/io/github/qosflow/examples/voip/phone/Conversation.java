package io.github.qosflow.examples.voip.phone;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A call between two phones. */
interface Conversation extends AutoCloseable {
    /** Both register, one calls, the other one answers. */
    void begin() throws Exception;

    /** The caller hangs up. */
    void end() throws Exception;

    /** {@return the caller, then the callee} */
    List<End> ends() throws IOException;

    /** {@return where the packets to them are seen, if they are} */
    Optional<String> place();

    @Override
    void close();

    /**
     * One side of it.
     *
     * @param name caller or callee
     * @param received what came, as far as it was seen
     * @param heard what its audio was like
     */
    record End(String name, Received received, Heard.Figures heard) {
        boolean hearsWell() {
            return heard.packets() > 0 && heard.lost() * 10 <= heard.packets();
        }
    }
}
