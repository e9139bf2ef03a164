package draft

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
)

// The settings that inWords and QuestionInWords say in words of their own, or that are not the officer's: by their names
// in JSON. Those who approve a draft see all others as they are in a definition file, so that nothing is published unseen.
var (
	saidOfDefinition = []string{
		"slug", "organisation", "title", "type", "opens", "closes", "published", "change", "changed", "language", "summary", "why",
		"so-far", "next", "audience", "area", "subjects", "contact", "other-ways", "feedback", "duty", "formative", "alternatives",
		"no-alternatives", "documents", "forms", "monitoring", "source",
	}
	saidOfForm     = []string{"id", "lang", "title", "edition", "intro", "pages", "conditions"}
	saidOfPage     = []string{"id", "title", "intro", "when", "repeat", "questions", "randomOrder"}
	saidOfQuestion = []string{
		"id", "kind", "text", "hint", "body", "required", "preferNotToSay", "options", "rows", "min", "max", "least", "most",
		"decimals", "maxLength", "leastOf", "mostOf", "total", "totalOf", "unit", "when", "wordings", "randomOrder",
	}
	saidOfOption     = []string{"id", "text", "hint", "body", "writeIn", "requireWriteIn", "exclusive", "fixed"}
	saidOfMonitoring = []string{"questions", "purpose", "purposes", "policy-document", "privacy", "minutes"}
)

// unsaid returns the settings of v that said does not have, each on a line with its name.
func unsaid(v any, said []string) (lines []string) {
	settings := map[string]any{}
	if err := json.Unmarshal([]byte(db.JSON(v)), &settings); err != nil {
		panic("draft: the settings are not a JSON object: " + err.Error())
	}
	for _, name := range said {
		delete(settings, name)
	}
	return settingLines("", settings)
}

// settingLines returns a line for each value in v, which JSON has at path.
func settingLines(path string, v any) (lines []string) {
	below := func(name string, v any) {
		if path != "" {
			name = path + " " + name
		}
		lines = append(lines, settingLines(name, v)...)
	}
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			below(name, v[name])
		}
	case []any:
		for i, item := range v {
			below(fmt.Sprint(i+1), item)
		}
	default:
		if v != "" {
			lines = append(lines, fmt.Sprintf("%s: %v", path, v))
		}
	}
	return lines
}
