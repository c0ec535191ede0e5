package io.github.qosflow.examples.bottleneck;

/**
 * A page with a place for the figures.
 *
 * @param text of the whole page
 */
record Page(String text) {
    static final String BEGIN = "<!-- figures: written by ./bottleneck --write -->\n";
    static final String END = "<!-- end of figures -->";

    /** {@return the page with other figures} */
    Page with(String figures) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no place for figures: " + BEGIN.strip() + " … " + END);
        }
        return new Page(text.substring(0, begin + BEGIN.length()) + figures + text.substring(end));
    }
}
