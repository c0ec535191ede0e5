package io.github.qosflow.examples.voip.proxy;

import io.github.qosflow.examples.voip.media.MediaSession;
import org.jspecify.annotations.Nullable;

/** Opens the media of a call. */
@FunctionalInterface
public interface MediaOpener {
    /**
     * For a new call.
     *
     * @param onIdle what to do when no media came for long, on any thread
     * @return the session, or null where media goes directly from phone to phone
     */
    @Nullable
    MediaSession open(Runnable onIdle);
}
