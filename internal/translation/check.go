package translation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

var (
	placeholder = regexp.MustCompile(`\{[^{}\n]+\}`)
	linkTarget  = regexp.MustCompile(`\]\(([^()\s]+)`)
	listItem    = regexp.MustCompile(`(?m)^\s*(?:[-*+]|\d+[.)])\s`)
	heading     = regexp.MustCompile(`(?m)^#{1,6}\s`)
)

// Check returns what a translation of source has lost or added: placeholders in braces, links and pictures, items of
// lists and headings. It returns nothing if there is no translation.
func Check(source, target string) (problems []locale.LazyMessage) {
	if strings.TrimSpace(target) == "" {
		return nil
	}
	for _, kind := range []struct {
		find    *regexp.Regexp
		missing string
		added   string
	}{
		{placeholder, locale.Key("The translation must keep %s as it is."), locale.Key("The original does not have %s.")},
		{linkTarget, locale.Key("The link to %s is missing."), locale.Key("The original has no link to %s.")},
	} {
		had, has := matches(kind.find, source), matches(kind.find, target)
		for _, text := range missing(had, has) {
			problems = append(problems, locale.Lazy(kind.missing, text))
		}
		for _, text := range missing(has, had) {
			problems = append(problems, locale.Lazy(kind.added, text))
		}
	}
	had, has := len(listItem.FindAllString(source, -1)), len(listItem.FindAllString(target, -1))
	if had != has {
		problems = append(problems, locale.Lazy("List items in the original: %d. List items in the translation: %d.", had, has))
	}
	had, has = len(heading.FindAllString(source, -1)), len(heading.FindAllString(target, -1))
	if had != has {
		problems = append(problems, locale.Lazy("Headings in the original: %d. Headings in the translation: %d.", had, has))
	}
	return problems
}

// matches returns the first group of every match, or the match if there is none.
func matches(find *regexp.Regexp, text string) (all []string) {
	for _, m := range find.FindAllStringSubmatch(text, -1) {
		all = append(all, m[len(m)-1])
	}
	return all
}

// missing returns what is in a and not in b, each as often as it is missing.
func missing(a, b []string) (all []string) {
	b = slices.Clone(b)
	for _, text := range a {
		if i := slices.Index(b, text); i >= 0 {
			b = slices.Delete(b, i, i+1)
			continue
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
