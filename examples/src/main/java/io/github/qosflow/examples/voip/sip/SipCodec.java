package io.github.qosflow.examples.voip.sip;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;

/**
 * Messages from octets and back: JAIN SIP reads and writes the fields that the server itself looks at; all others stay text and
 * are sent on as they came ({@link SIPMessage#getUnrecognizedHeaders()}). Lenient where RFC 4475 lets it, strict where it says
 * so. Thread-safe.
 */
public final class SipCodec {
    static {
        // by itself JAIN asks for a log4j that is not there
        CommonLogger.legacyLogger = (StackLogger) Proxy.newProxyInstance(
                StackLogger.class.getClassLoader(), new Class<?>[] {StackLogger.class}, (proxy, method, arguments) -> {
                    Class<?> type = method.getReturnType();
                    return type == boolean.class ? (Object) false : type == int.class ? 0 : null;
                });
    }

    private SipCodec() {}

    /**
     * Reads a datagram: what is behind the body is ignored, and without a Content-Length all of the rest is body (RFC 3261
     * section 18.3). Never throws.
     *
     * @param datagram the octets
     * @return what they are
     */
    public static Decoded decode(byte[] datagram) {
        ByteBuf in = Unpooled.wrappedBuffer(datagram);
        int begin = in.forEachByte(ByteProcessor.FIND_NON_CRLF);
        in.skipBytes(begin < 0 ? in.readableBytes() : begin);
        int end = in.forEachByte(new Head.End());
        Head head = Head.read(in, end < 0 ? in.readableBytes() : end + 1 - in.readerIndex());
        int length = head.contentLength();
        if (length > in.readableBytes()) {
            return new Reading(head).refused(400, "Content-Length is larger than the datagram");
        }
        int octets = length < 0 ? in.readableBytes() : length;
        return new Reading(head).message(ByteBufUtil.getBytes(in.readSlice(octets)));
    }

    /**
     * Writes a message.
     *
     * @param message the message
     * @return the octets
     */
    public static byte[] encode(SIPMessage message) {
        StringBuilder text = new StringBuilder(1024).append(message.getFirstLine());
        for (Iterator<SIPHeader> headers = message.getHeaders(); headers.hasNext(); ) {
            SIPHeader header = headers.next();
            if (header instanceof CSeq cseq) { // JAIN writes the method in upper case
                text.append("CSeq: " + cseq.getSeqNumber() + " " + cseq.getMethod() + "\r\n");
            } else if (!(header instanceof ContentLength)) {
                header.encode(text);
            }
        }
        message.getUnrecognizedHeaders()
                .forEachRemaining(line -> text.append(line).append("\r\n"));
        // not JAIN's own way: it writes the head in the character set of the body, and fails if that is unknown
        byte[] body = Objects.requireNonNullElse(message.getRawContent(), new byte[0]);
        text.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] head = text.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(head, body));
    }
}
