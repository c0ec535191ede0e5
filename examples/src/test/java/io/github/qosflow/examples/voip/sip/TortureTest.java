package io.github.qosflow.examples.voip.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the codec makes of RFC 4475. */
class TortureTest {
    @ParameterizedTest
    @EnumSource
    void eachMessageIsTakenForWhatItIs(TortureMessage torture) {
        Decoded decoded = SipCodec.decode(torture.bytes());
        switch (torture.codec()) {
            case MESSAGE -> assertInstanceOf(Decoded.Message.class, decoded);
            case DROPPED -> assertInstanceOf(Decoded.Unusable.class, decoded);
            case BAD_REQUEST -> assertEquals(400, answer(decoded).getStatusCode());
            case WRONG_VERSION -> assertEquals(505, answer(decoded).getStatusCode());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentOnIsReadAlike(TortureMessage torture) {
        if (SipCodec.decode(torture.bytes()) instanceof Decoded.Message well) {
            byte[] once = SipCodec.encode(well.message());
            byte[] twice = SipCodec.encode(read(once));
            assertEquals(new String(once, UTF_8), new String(twice, UTF_8));
        } else {
            assertTrue(torture.codec() != TortureMessage.Codec.MESSAGE);
        }
    }

    @Test
    void foldedAndShortFieldsAreRead() {
        SIPRequest request = request(TortureMessage.WSINV);

        assertEquals("INVITE", request.getMethod());
        assertEquals(3, request.getViaHeaders().size());
        assertEquals("z9hG4bK30239", ((Via) request.getViaHeaders().getLast()).getBranch());
        assertEquals(68, request.getMaxForwards().getMaxForwards());
        assertEquals(9, request.getCSeq().getSeqNumber());
        assertEquals("1918181833n", request.getToTag());
        assertEquals("98asjd8", request.getFromTag());
        assertEquals(1, request.getRouteHeaders().size());
        assertEquals(0.33f, request.getContactHeader().getQValue());
        assertEquals(150, request.getRawContent().length);
        assertTrue(text(request).contains("\r\nNewFangledHeader: newfangled value continued newfangled value\r\n"));
        assertTrue(text(request).contains("\r\nUnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"));
    }

    @Test
    void methodsKeepTheirLetters() {
        SIPRequest request = request(TortureMessage.INTMETH);

        String method = "!interesting-Method0123456789_*+`.%indeed'~";
        assertEquals(method, request.getMethod());
        assertTrue(text(request).contains("\r\nCSeq: 139122385 " + method + "\r\n"));
        assertTrue(text(request).contains("\r\nextensionHeader-!.%*+_`'~: \uFEFF\u5927\u505C\u96FB\r\n"));
        assertTrue(text(request).contains("\"BEL:\\\u0007 NUL:\\\u0000 DEL:\\\u007F\""));
        assertEquals("RE%47IST%45R", request(TortureMessage.ESC02).getMethod());
        assertEquals(2, request(TortureMessage.ESC02).getContactHeaders().size());
    }

    @Test
    void escapesStayEscaped() {
        assertTrue(text(request(TortureMessage.ESC01))
                .contains("<sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>"));
        assertTrue(
                text(request(TortureMessage.ESC01)).startsWith("INVITE sip:sips%3Auser%40example.com@example.net SIP"));
        SIPRequest nulls = request(TortureMessage.ESCNULL);
        assertEquals(2, nulls.getContactHeaders().size());
        assertTrue(text(nulls).contains("<sip:%00%00@host5.example.com>"));
    }

    @Test
    void behindTheMessageADatagramHasNothing() {
        SIPRequest request = request(TortureMessage.DBLREQ);

        assertEquals("REGISTER", request.getMethod());
        assertNull(request.getRawContent());
        assertFalse(text(request).contains("INVITE"));
    }

    @Test
    void bodiesStayAsTheyAre() {
        byte[] message = TortureMessage.MPART01.bytes();
        byte[] body = request(TortureMessage.MPART01).getRawContent();

        assertEquals(553, body.length);
        assertArrayEquals(Arrays.copyOfRange(message, message.length - 553, message.length), body);
        byte[] written = SipCodec.encode(request(TortureMessage.MPART01));
        assertArrayEquals(body, Arrays.copyOfRange(written, written.length - 553, written.length));
    }

    @Test
    void aParameterBelongsToTheContactOrToItsUri() {
        Contact outside = request(TortureMessage.CPARAM01).getContactHeader();
        Contact inside = request(TortureMessage.CPARAM02).getContactHeader();

        assertTrue(outside.hasParameter("unknownparam"));
        assertFalse(outside.getAddress().getURI().toString().contains("unknownparam"));
        assertFalse(inside.hasParameter("unknownparam"));
        assertTrue(inside.getAddress().getURI().toString().contains(";unknownparam"));
        assertTrue(text(request(TortureMessage.REGESCRT)).contains("?Route=%3Csip:sip.example.com%3E>"));
    }

    @Test
    void reasonPhrasesAreForPeople() {
        SIPResponse unusual = (SIPResponse) read(TortureMessage.UNREASON.bytes());
        assertTrue(unusual.getReasonPhrase().startsWith("= 2**3 * 5**2 \u043d\u043e"));
        assertEquals("", ((SIPResponse) read(TortureMessage.NOREASON.bytes())).getReasonPhrase());
    }

    @Test
    void anOldRequestGetsWhatNewOnesHave() {
        SIPRequest request = request(TortureMessage.INV2543);

        assertEquals(70, request.getMaxForwards().getMaxForwards());
        assertTrue(request.getRawContent().length > 0, "without Content-Length all of the rest is body");
        assertNull(request.getFromTag());
    }

    @Test
    void whatNobodyReadsIsSentOnUnchanged() {
        assertTrue(text(request(TortureMessage.BADDATE)).contains("\r\nDate: Fri, 01 Jan 2010 16:00:00 EST\r\n"));
        assertTrue(text(request(TortureMessage.BADASPEC)).contains("<sip:t.watson@example.org>"));
        assertTrue(text(request(TortureMessage.REGAUT01)).contains("NoOneKnowsThisScheme opaque-data=here"));
    }

    @Test
    void anAnswerHasWhatCouldBeRead() {
        List<String> incomplete = new ArrayList<>();
        for (TortureMessage torture : TortureMessage.values()) {
            if (SipCodec.decode(torture.bytes()) instanceof Decoded.Answerable broken) {
                String answer = text(broken.answer());
                if (!answer.contains("Via: ") || !answer.contains("CSeq: ") || !answer.contains("From: ")) {
                    incomplete.add(torture.name());
                }
            }
        }
        assertEquals(List.of("INSUF"), incomplete);
        SIPResponse quote = answer(SipCodec.decode(TortureMessage.QUOTBAL.bytes()));
        assertTrue(text(quote).contains("\r\nTo: \"Mr. J. User <sip:j.user@example.com>\r\n"), text(quote));
        assertNotNull(answer(SipCodec.decode(TortureMessage.NCL.bytes())).getToTag());
        assertTrue(text(answer(SipCodec.decode(TortureMessage.BADINV01.bytes())))
                .contains("Via: SIP/2.0/UDP 192.0.2.15;;,;,,\r\n"));
    }

    private SIPRequest request(TortureMessage torture) {
        return (SIPRequest) read(torture.bytes());
    }

    private SIPMessage read(byte[] bytes) {
        return assertInstanceOf(Decoded.Message.class, SipCodec.decode(bytes)).message();
    }

    private static SIPResponse answer(Decoded decoded) {
        return assertInstanceOf(Decoded.Answerable.class, decoded).answer();
    }

    private String text(SIPMessage message) {
        return new String(SipCodec.encode(message), UTF_8);
    }
}
