package io.github.qosflow.examples.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PlotTest {
    private static final Machine MACHINE = new Machine("6.1 <custom> & more", "17.0.1", 2, LocalDate.EPOCH);
    private static final List<Row> ROWS = Rows.of(List.of(
            Run.parse("router:none:none\t400\t400\t200000\t300000"),
            Run.parse("router:none:udp\t400\t100\t110000000\t115000000"),
            Run.parse("router:ef:udp\t400\t400\t200000\t300000")));

    private final Document picture = parse(new Plot(ROWS, MACHINE).svg());

    @Test
    void everyRowIsADotABarAndItsLoss() {
        assertEquals(3, elements("circle").size());
        assertEquals(
                3, elements("line").stream().filter(line -> has(line, "bar")).count());
        assertEquals(List.of("75.0 %"), texts("loss"));
        assertEquals(List.of("voice alone", "full router, beside UDP, 20 Mbit/s"), texts("group"));
    }

    @Test
    void aThousandTimesTheDelayIsThreeDecadesFurther() {
        double decade = LogAxis.x(1_000_000) - LogAxis.x(100_000);

        assertEquals(3 * decade, LogAxis.x(200_000_000) - LogAxis.x(200_000), 0.001);
        assertEquals(LogAxis.x(100_000), LogAxis.x(1));
        assertEquals(LogAxis.x(1_000_000_000), LogAxis.x(60_000_000_000L));
    }

    @Test
    void theBarReachesFromTheMedianToP99() {
        Element bar = elements("line").stream()
                .filter(line -> has(line, "unmarked"))
                .toList()
                .get(1);

        assertEquals(LogAxis.x(110_000_000), number(bar, "x1"), 0.1);
        assertEquals(LogAxis.x(115_000_000), number(bar, "x2"), 0.1);
    }

    @Test
    void wordsOfTheMachineAreNoMarkup() {
        assertTrue(texts("small").contains("Linux 6.1 <custom> & more, JDK 17.0.1, 2 cores, 1970-01-01"));
    }

    @Test
    void nothingStandsOutsideThePicture() {
        double width = number(picture.getDocumentElement(), "width");
        double height = number(picture.getDocumentElement(), "height");

        for (Element text : elements("text")) {
            assertTrue(number(text, "x") > 0 && number(text, "x") < width, text.getTextContent());
            assertTrue(number(text, "y") > 0 && number(text, "y") < height, text.getTextContent());
        }
    }

    private List<String> texts(String kind) {
        return elements("text").stream()
                .filter(text -> has(text, kind))
                .map(Element::getTextContent)
                .toList();
    }

    private List<Element> elements(String name) {
        NodeList found = picture.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static boolean has(Element element, String kind) {
        return List.of(element.getAttribute("class").split(" ")).contains(kind);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document parse(String svg) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + svg, e);
        }
    }
}
