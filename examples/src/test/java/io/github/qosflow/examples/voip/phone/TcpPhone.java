package io.github.qosflow.examples.voip.phone;

import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** A phone that speaks SIP over one connection and hears no audio: it names a place for it where nobody listens. */
final class TcpPhone implements AutoCloseable {
    private static final String NOBODY =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" + "m=audio 9 RTP/AVP 0\r\n";
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream input;
    private final String user;
    private final String address;

    TcpPhone(String name, InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        input = socket.getInputStream();
        user = "sip:" + name + "@127.0.0.1:" + server.getPort();
        address = "127.0.0.1:" + socket.getLocalPort();
    }

    String address() {
        return address;
    }

    void register() throws IOException {
        ask(request(Dialog.begin(user, user), "REGISTER", 1));
    }

    /** {@return the dialog, when the other one has answered} */
    Dialog call(String other) throws IOException {
        SIPRequest invite = request(Dialog.begin(user, other), "INVITE", 1);
        invite.setMessageContent("application", "sdp", NOBODY.getBytes(StandardCharsets.US_ASCII));
        Dialog dialog = Dialog.ofCaller(ask(invite));
        send(request(dialog, "ACK", 1));
        return dialog;
    }

    void hangUp(Dialog dialog) throws IOException {
        ask(request(dialog, "BYE", 2));
    }

    private SIPRequest request(Dialog within, String method, long sequence) {
        return within.request(method, sequence, address, "<" + user + ">");
    }

    private void send(SIPRequest request) throws IOException {
        String text = request.encode().replace("SIP/2.0/UDP", "SIP/2.0/TCP");
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private SIPResponse ask(SIPRequest request) throws IOException {
        send(request);
        SIPResponse answer = (SIPResponse) next();
        while (answer.getStatusCode() < 200) {
            answer = (SIPResponse) next();
        }
        if (answer.getStatusCode() != 200) {
            throw new IOException(request.getMethod() + ": " + answer.getStatusCode());
        }
        return answer;
    }

    private SIPMessage next() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int octet = input.read();
            if (octet < 0) {
                throw new EOFException("the server has closed the connection");
            }
            head.write(octet);
        }
        try {
            SIPMessage message = new StringMsgParser().parseSIPMessage(head.toByteArray(), false, true, null);
            input.readNBytes(((ContentLength) message.getContentLength()).getContentLength());
            return message;
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
