package io.github.qosflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DscpTest {
    @ParameterizedTest
    @CsvSource({
        "EF,46", "ef,46", "AF11,10", "AF12,12", "AF13,14", "AF21,18", "AF22,20", "AF23,22", "AF31,26", "AF32,28",
        "AF33,30", "AF41,34", "AF42,36", "AF43,38", "CS0,0", "CS1,8", "CS2,16", "CS3,24", "CS4,32", "CS5,40",
        "CS6,48", "CS7,56", "DF,0", "LE,1", "VA,44", "Voice-Admit,44", "46,46", "0x2e,46", "' 63 ',63", "0,0"
    })
    void parsesIanaNamesAndNumbers(String text, int value) {
        assertEquals(value, Dscp.parse(text).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EFF", "AF44", "AF10", "CS8", "64", "-1", "0xb8", "1.5"})
    void refusesEverythingElseAndNamesIt(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Dscp.parse(text));
        assertTrue(
                e.getMessage().contains(text.isEmpty() ? "\"\"" : text.equals("0xb8") ? "184" : text), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64, 255, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void isSixBitsWide(int value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Dscp(value));
        assertTrue(e.getMessage().contains(Integer.toString(value)), e.getMessage());
    }

    @Test
    void helpsWhoTakesTheTosByteForTheDscp() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Dscp(0xB8));
        assertTrue(e.getMessage().contains("its DSCP is 46"), e.getMessage());
    }

    @Test
    void sitsInTheUpperSixBitsOfTheTosByte() {
        assertEquals(0xB8, Dscp.EF.tosByte());
        assertEquals(0xFC, new Dscp(63).tosByte());
    }

    @Test
    void printsNameAndNumber() {
        assertEquals("EF (46)", Dscp.EF.toString());
        assertEquals("CS0 (0)", Dscp.CS0.toString());
        assertEquals("47", new Dscp(47).toString());
    }

    @Test
    void hasAnEqualConstantForEachName() {
        assertEquals(Dscp.AF43, Dscp.parse("AF43"));
        assertEquals(Dscp.VA, new Dscp(44));
    }
}
