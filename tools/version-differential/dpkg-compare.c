/* Reads a pair of versions a line and says how libdpkg orders them; what it only warns of has an order. */
#define LIBDPKG_VOLATILE_API
#include <stdio.h>
#include <string.h>

#include <dpkg/dpkg.h>
#include <dpkg/dpkg-db.h>
#include <dpkg/error.h>

static int parse(struct dpkg_version *version, const char *text)
{
	struct dpkg_error error = DPKG_ERROR_INIT;
	int failed = parseversion(version, text, &error) < 0 && error.type == DPKG_MSG_ERROR;
	dpkg_error_destroy(&error);
	return !failed;
}

int main(void)
{
	char line[8192];
	while (fgets(line, sizeof(line), stdin)) {
		struct dpkg_version a, b;
		char *tab = strchr(line, '\t');
		line[strcspn(line, "\n")] = '\0';
		if (!tab) return 2;
		*tab = '\0';
		if (parse(&a, line) && parse(&b, tab + 1)) {
			int order = dpkg_version_compare(&a, &b);
			puts(order < 0 ? "-1" : order > 0 ? "1" : "0");
		} else {
			puts("x");
		}
		fflush(stdout);
		nffreeall();
	}
	return 0;
}
