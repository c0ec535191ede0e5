package io.github.qosflow.examples.voip.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrarTest {
    private static final String DESK = "sip:alice@192.0.2.1:5060";
    private static final String MOBILE = "sip:alice@192.0.2.2:5060;transport=tcp";

    private final Core core = new Core();
    private final Party alice = core.party("alice");
    private int number;

    @AfterEach
    void nothingIsLeft() {
        core.close();
        alice.close();
    }

    private String register(String status, String... headers) {
        alice.send("REGISTER", "alice", "register" + ++number, headers);
        return alice.expect("SIP/2.0 " + status);
    }

    private int contacts() {
        return register("200").split(";expires=").length - 1;
    }

    @Test
    void tellsAllContactsThePreferredFirst() {
        register("200", "Contact: <" + MOBILE + ">;q=0.5;expires=600");
        String answer = register("200", "Contact: <" + DESK + ">", "Expires: 60");
        assertTrue(answer.matches("(?s).*<" + DESK + ">;expires=(59|60);q=1.00.*"), answer);
        assertTrue(answer.matches("(?s).*<" + MOBILE + ">;expires=(599|600);q=0.50.*"), answer);
        assertTrue(answer.indexOf(DESK) < answer.indexOf(MOBILE), answer);
        assertEquals(2, contacts());
    }

    @ParameterizedTest
    @CsvSource({"'', 3600", ";expires=30, 30", ";expires=100000, 7200"})
    void registersForSoLong(String asked, int seconds) {
        String answer = register("200", "Contact: <" + DESK + ">" + asked);
        assertTrue(answer.matches("(?s).*;expires=(" + seconds + "|" + (seconds - 1) + ");.*"), answer);
    }

    @Test
    void tooBriefIsRefused() {
        assertEquals("30", Party.header(register("423", "Contact: <" + DESK + ">;expires=29"), "Min-Expires"));
        assertEquals("30", Party.header(register("423", "Contact: <" + DESK + ">", "Expires: 1"), "Min-Expires"));
        assertEquals(0, contacts());
    }

    @Test
    void removesOneOrAll() {
        register("200", "Contact: <" + DESK + ">, <" + MOBILE + ">");
        assertFalse(register("200", "Contact: <" + DESK + ">;expires=0").contains(DESK));
        register("200", "Contact: <" + DESK + ">");
        assertEquals(2, contacts());
        register("200", "Contact: *", "Expires: 0");
        assertEquals(0, contacts());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: *",
                "Contact: *|Expires: 60",
                "Contact: *|Contact: <sip:alice@192.0.2.3>|Expires: 0",
                "Contact: <mailto:alice@example.com>",
            })
    void whatMakesNoSenseIsRefused(String headers) {
        register("200", "Contact: <" + DESK + ">");
        register("400", headers.split("\\|"));
        assertEquals(1, contacts());
    }

    @Test
    void aLateOneIsRefused() {
        alice.send("REGISTER", "alice", "late", "CSeq: 2 REGISTER", "Contact: <" + DESK + ">");
        alice.expect("SIP/2.0 200");
        alice.send("REGISTER", "alice", "late", "CSeq: 1 REGISTER", "Contact: <" + DESK + ">;expires=0");
        alice.expect("SIP/2.0 400");
        assertEquals(1, contacts());
    }

    @Test
    void anEleventhContactIsRefused() {
        for (int i = 0; i < 10; i++) {
            register("200", "Contact: <sip:alice@192.0.2.1:" + (5060 + i) + ">");
        }
        register("403", "Contact: <sip:alice@192.0.2.1:5070>");
        assertEquals(10, contacts());
    }

    @Test
    void nobodyIsNotFound() {
        String server = "sip:127.0.0.1:" + core.port();
        alice.send(Party.request("REGISTER", server, alice.via(), "<sip:a@b>;tag=1", "<" + server + ">", "nobody"));
        alice.expect("SIP/2.0 404");
    }

    @Test
    void anExtensionThatIsDemandedOfTheRegistrarGets420() {
        String answer = register("420", "Require: teleport, beam", "Contact: <" + DESK + ">");
        assertTrue(answer.contains("teleport") && answer.contains("beam"), answer);
        assertEquals(0, contacts());
    }
}
