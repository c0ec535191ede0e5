package io.github.qosflow.examples.voip.phone;

/**
 * What the server sent to a phone.
 *
 * @param signaling SIP
 * @param audio RTP
 * @param control RTCP
 * @param heard what the audio was like
 */
record Received(Marks signaling, Marks audio, Marks control, Heard heard) {
    static Received nothing() {
        return new Received(new Marks(), new Marks(), new Marks(), new Heard());
    }
}
