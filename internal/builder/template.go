package builder

import (
	"embed"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
)

//go:embed templates/*.json
var templateFiles embed.FS

// Template is a consultation to start from. Each text that officers must replace begins with the placeholder
// that [CountPlaceholders] counts.
type Template struct {
	ID          string
	Name        string // a message of the interface, in English
	Description string // one sentence, a message of the interface, in English
	Definition  consult.Definition
}

// templateList has the templates without their definitions, in the order in which they are offered.
var templateList = []Template{
	{
		ID:          "strategy",
		Name:        locale.Key("Have your say on a strategy"),
		Description: locale.Key("Asks about your aims, which matter most and what is missing."),
	},
	{
		ID:          "budget",
		Name:        locale.Key("Budget"),
		Description: locale.Key("Asks about spending priorities, council tax and savings."),
	},
	{
		ID:          "service-change",
		Name:        locale.Key("Change to a service"),
		Description: locale.Key("Asks about your proposal, the alternatives and how it would affect people."),
	},
	{
		ID:          "short-survey",
		Name:        locale.Key("Short survey"),
		Description: locale.Key("Asks 3 questions about people’s experience."),
	},
}

// Templates returns the templates. Callers may change the definitions they get.
func Templates() []Template {
	var all []Template
	for _, t := range templateList {
		text, err := templateFiles.ReadFile("templates/" + t.ID + ".json")
		if err == nil {
			err = json.Unmarshal(text, &t.Definition)
		}
		if err != nil {
			panic("builder: template " + t.ID + ": " + err.Error()) // the file is embedded in the program
		}
		all = append(all, t)
	}
	return all
}

// TemplateByID returns the template with the given id.
func TemplateByID(id string) (Template, bool) {
	for _, t := range Templates() {
		if t.ID == id {
			return t, true
		}
	}
	return Template{}, false
}
