package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Framework is an edition of a framework by which councils assess their work on equality. An action names a module of it, so
// that one plan reports against its strategy and against the framework.
type Framework struct {
	Name    string // with its year
	Year    int    // from which councils use it
	Source  string // web address
	Modules []Module
}

// Module is a part of a framework. Its code names the edition.
type Module struct {
	Code string
	Name locale.LazyMessage
}

// Frameworks are the editions that actions can name, the latest first. An edition is never changed; a new one is added.
//
// Source: Equality Framework for Local Government 2021, Local Government Association, https://www.local.gov.uk/ (four
// modules, each with the levels developing, achieving and excellent).
var Frameworks = []Framework{{
	Name: "Equality Framework for Local Government 2021", Year: 2021, Source: "https://www.local.gov.uk/",
	Modules: []Module{
		{"eflg-2021-communities", locale.Lazy("Understanding and working with communities")},
		{"eflg-2021-leadership", locale.Lazy("Leadership, partnership and commitment of the organisation")},
		{"eflg-2021-services", locale.Lazy("Responsive services and customer care")},
		{"eflg-2021-workforce", locale.Lazy("Diverse and engaged workforce")},
	},
}}

// GetModule returns the framework and the module with a code, and whether there is one.
func GetModule(code string) (Framework, Module, bool) {
	for _, f := range Frameworks {
		for _, m := range f.Modules {
			if m.Code == code {
				return f, m, true
			}
		}
	}
	return Framework{}, Module{}, false
}

// moduleOptions returns the modules of the latest edition.
func moduleOptions(context.Context, *db.Tx) (all []edit.Option, err error) {
	for _, m := range Frameworks[0].Modules {
		all = append(all, edit.Option{Value: m.Code, Label: m.Name})
	}
	return all, nil
}
