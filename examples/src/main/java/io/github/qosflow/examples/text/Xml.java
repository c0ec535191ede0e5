package io.github.qosflow.examples.text;

/** Text inside a page or a picture. */
public final class Xml {
    private Xml() {}

    /**
     * Escapes what has a meaning there.
     *
     * @param text any text
     * @return the same, to be read as text
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
