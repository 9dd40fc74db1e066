<?php
require "Composer/Semver/autoload.php";

$parser = new Composer\Semver\VersionParser();
$normalized = function (string $version) use ($parser): ?string {
    try {
        $normal = $parser->normalize($version);
    } catch (UnexpectedValueException) {
        return null;
    }
    // A branch has no place in the order: Constraint::versionCompare says no to every comparison with one.
    return str_starts_with($normal, "dev-") ? null : $normal;
};
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = array_map($normalized, explode("\t", rtrim($line, "\n")));
    fwrite(STDOUT, ($a === null || $b === null ? "x" : version_compare($a, $b)) . "\n");
}
