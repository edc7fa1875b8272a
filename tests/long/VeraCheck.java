import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.core.EncryptedPdfException;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Judges the PDF on standard input by one veraPDF profile, e.g. "PDFA-2A".
 *
 * <p>Writes one line per failed rule (clause, test, count, message; tabs between), then a last line
 * "done" with true or false and the number of checks. Without that line, nothing was judged.
 */
public final class VeraCheck {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        VeraGreenfieldFoundryProvider.initialise();
        String resource = "/org/verapdf/pdfa/validation/" + arguments[0] + ".xml";
        ValidationProfile profile;
        try (InputStream xml = Foundries.class.getResourceAsStream(resource)) {
            profile = Profiles.profileFromXml(xml);
        }
        try (PDFAParser pdf =
                Foundries.defaultInstance().createParser(System.in, profile.getPDFAFlavour())) {
            ValidationResult result =
                    Foundries.defaultInstance().createValidator(profile, false).validate(pdf);
            Map<RuleId, String> failed = new LinkedHashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failed.putIfAbsent(assertion.getRuleId(), assertion.getMessage());
                }
            }
            failed.forEach((rule, message) -> out.println(String.join("\t",
                    rule.getClause(),
                    String.valueOf(rule.getTestNumber()),
                    String.valueOf(result.getFailedChecks().getOrDefault(rule, 1)),
                    String.valueOf(message).replaceAll("\\s+", " "))));
            out.println("done\t" + result.isCompliant() + "\t" + result.getTotalAssertions());
        } catch (ModelParsingException | EncryptedPdfException unreadable) {
            out.println("unreadable\t0\t1\t" + String.valueOf(unreadable).replaceAll("\\s+", " "));
            out.println("done\tfalse\t0");
        }
    }
}
