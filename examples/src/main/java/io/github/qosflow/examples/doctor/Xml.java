package io.github.qosflow.examples.doctor;

/** Text inside a page or a picture. */
final class Xml {
    private Xml() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
