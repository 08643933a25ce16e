// Validates PDF files with veraPDF's core, as long as it is asked: one JVM for many files. A question is a line: a flavour (2a, ua1,
// wt1a …), a space, a path. Its answer is a line of JSON. The jar has no command line of its own.

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

public final class Validate {
    private static final int SHOWN_CHECKS_A_RULE = 1;

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err);
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String asked = questions.readLine(); asked != null; asked = questions.readLine()) {
            String[] words = asked.split(" ", 2);
            out.println(line(words[1], PDFAFlavour.byFlavourId(words[0])));
        }
    }

    private static String line(String path, PDFAFlavour flavour) {
        List<String> failures = new ArrayList<>();
        boolean passed = false;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour);
             PDFAValidator validator = Foundries.defaultInstance()
                 .createValidator(flavour, SHOWN_CHECKS_A_RULE, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            passed = result.isCompliant();
            failures.addAll(failures(result));
        } catch (Exception | StackOverflowError broken) {
            failures.add(failure("unreadable", 0, String.valueOf(broken), "", 1));
        }
        return "{\"file\":" + quote(path) + ",\"flavour\":" + quote(flavour.getId()) + ",\"passed\":" + passed
            + ",\"failed\":[" + String.join(",", failures) + "]}";
    }

    private static List<String> failures(ValidationResult result) {
        Map<RuleId, TestAssertion> first = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                first.putIfAbsent(assertion.getRuleId(), assertion);
            }
        }
        List<String> lines = new ArrayList<>();
        for (Map.Entry<RuleId, TestAssertion> each : first.entrySet()) {
            RuleId rule = each.getKey();
            TestAssertion shown = each.getValue();
            String said = shown.getErrorMessage() == null ? "" : " (" + shown.getErrorMessage() + ")";
            int count = result.getFailedChecks().getOrDefault(rule, 1);
            lines.add(failure(rule.getClause(), rule.getTestNumber(), shown.getMessage() + said,
                shown.getLocation().getContext(), count));
        }
        return lines;
    }

    private static String failure(String clause, int test, String message, String context, int count) {
        return "{\"clause\":" + quote(clause) + ",\"test\":" + test + ",\"message\":" + quote(message)
            + ",\"context\":" + quote(context) + ",\"count\":" + count + "}";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : (text == null ? "" : text).toCharArray()) {
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < 32 || Character.isSurrogate(letter)) {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
