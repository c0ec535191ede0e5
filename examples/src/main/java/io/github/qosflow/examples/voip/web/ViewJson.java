package io.github.qosflow.examples.voip.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JacksonJrExtension;
import com.fasterxml.jackson.jr.ob.api.ExtensionContext;
import com.fasterxml.jackson.jr.ob.api.ReaderWriterProvider;
import com.fasterxml.jackson.jr.ob.api.ValueWriter;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A view as one line of JSON: its components by name, times in ISO 8601, numbers that are not known null. */
final class ViewJson extends JacksonJrExtension {
    private static final JSON RECORDS = JSON.builder().register(new ViewJson()).build();

    static byte[] of(ServerView view) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = new Numbers(new JsonFactory().createGenerator(bytes))) {
            RECORDS.write(view, generator);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @Override
    protected void register(ExtensionContext context) {
        context.appendProvider(new ReaderWriterProvider() {
            @Override
            public @Nullable ValueWriter findValueWriter(JSONWriter writer, Class<?> type) {
                return type == Instant.class ? new Times() : null;
            }
        });
    }

    private static final class Times implements ValueWriter {
        @Override
        public void writeValue(JSONWriter context, JsonGenerator generator, Object time) throws IOException {
            generator.writeString(time.toString());
        }

        @Override
        public Class<?> valueType() {
            return Instant.class;
        }
    }

    /** JSON has no NaN, and jackson-jr would write it as a string. */
    private static final class Numbers extends JsonGeneratorDelegate {
        Numbers(JsonGenerator generator) {
            super(generator);
        }

        @Override
        public void writeNumber(double value) throws IOException {
            if (Double.isFinite(value)) {
                super.writeNumber(value);
            } else {
                writeNull();
            }
        }
    }
}
