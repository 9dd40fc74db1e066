package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		a, b, _ := strings.Cut(in.Text(), "\t")
		a, b = withPrefix(a), withPrefix(b)
		if semver.IsValid(a) && semver.IsValid(b) {
			fmt.Fprintln(out, semver.Compare(a, b))
		} else {
			fmt.Fprintln(out, "x")
		}
		out.Flush()
	}
}

// Advisories leave the v out.
func withPrefix(version string) string {
	if strings.HasPrefix(version, "v") {
		return version
	}
	return "v" + version
}
