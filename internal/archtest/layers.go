package archtest

import (
	"path"
	"slices"
	"strings"
)

// Layer is a group of packages in the order of imports. A package may import
// packages of the rows below its own.
type Layer struct {
	Name string
	Rows []Row // from bottom to top
	Pure bool  // engines: deterministic, no I/O, clock or randomness
	Test bool  // helpers for tests: only tests and other packages of the layer import them
}

// Row is a line of packages that do not import each other.
type Row struct {
	Packages string // patterns for path.Match, separated by spaces
	Does     string // for the drawing in ARCHITECTURE.md
}

// Layers are the layers of Folkmoot from bottom to top.
//
// A path without * is a package that must exist. A path with * is a pattern;
// the longest that matches counts, and a package that is listed by name counts
// there. A feature needs no line of its own as long as no listed package
// imports it: internal/* puts it on the top row of the features, and
// internal/*/*web its pages above. When another feature has to import it, add
// its path to the row above everything that it imports.
var Layers = []Layer{
	{Name: "ground", Rows: []Row{
		{"internal/memo", "what was computed last"},
		{"internal/fault internal/actor internal/equality internal/digest", "errors for people, who asks, characteristics, SHA-256"},
		{"internal/csvout internal/promise internal/workday demo",
			"CSV cells, promises in free text, bank holidays, the files of the demonstration"},
		{"internal/csvw", "tables as CSV and JSON, with their descriptions"},
	}},
	{Name: "engines", Pure: true, Rows: []Row{
		{"outline internal/sheet", "shapes on outline maps, tables of CSV files and spreadsheets"},
		{"survey disclose receipt paygap match trend",
			"questionnaires, disclosure control, receipts, pay gaps, what partners could do together, better or worse"},
		{"ledger", "money, hours and support in kind of projects, and their value for money"},
		{"tally represent internal/collected", "counts the answers to a questionnaire, compares who answered, reads responses of other systems"},
	}},
	{Name: "platform", Rows: []Row{
		{"internal/schema internal/db internal/outbound", "tables, one database on two engines, outgoing HTTP"},
		{"internal/locale internal/definition/invent internal/picture",
			"languages of the interface, invented responses, pictures as SVG and PNG"},
		{"internal/unlink internal/licence internal/jsonstat",
			"rewrites rows so that they do not tell when they were written, licences of data, datasets in JSON-stat"},
		{"internal/jobs internal/seal internal/mail internal/secrets", "jobs, encrypted contacts, SMTP, the same keys on every server"},
		{"internal/record", "the public record"},
		{"internal/audit internal/definition", "who did and who read what, definition files"},
		{"internal/files internal/staffnotice", "uploaded files, what staff are notified of"},
		{"internal/edit", "editing of records with versions and approval"},
	}},
	{Name: "features", Rows: []Row{
		{"internal/place internal/easyread internal/skill", "places and figures about them, Easy Read summaries, skills that partners share"},
		{"internal/notify internal/confirmation internal/operation",
			"notifications by email, acts for a second person, work longer than a request"},
		{"internal/account internal/evidence internal/council internal/follow",
			"people and roles, needs and sources, the council, what people follow"},
		{"internal/signin", "passwords, passkeys, sessions"},
		{"internal/consult internal/strategy", "consultations, strategies and their objectives"},
		{"internal/intake internal/action internal/reach", "responses, actions and their updates, whom a consultation affects"},
		{"internal/builder internal/readability internal/translation",
			"questionnaire builder, how easy a text is to read, files for translators"},
		{"internal/draft", "consultations before publication"},
		{"internal/retention", "keeping and deleting data"},
		{"internal/entry", "data entry"},
		{"internal/moderation", "reading, excluding, redacting and publishing responses"},
		{"internal/analysis", "releases of results"},
		{"internal/eia", "equality impact assessments"},
		{"internal/decision", "decisions and key issues"},
		{"internal/progressreport internal/consultationreport internal/offer internal/partner internal/sharing",
			"periodic reports, reports on consultations, what organisations offer and want, partners, data-sharing agreements"},
		{"internal/progress internal/opportunity", "what was done and whether it helped, what partners could do together"},
		{"internal/project", "joint projects"},
		{"internal/*", "any feature that no other imports"},
	}},
	{Name: "web", Rows: []Row{
		{"internal/docx", "Word files"},
		{"internal/form internal/opendata internal/chart internal/icalendar", "the state of a form, releases as files, figures, calendars"},
		{"internal/page internal/print", "typed pages, PDF; HTTP and HTML begin here"},
		{"internal/site internal/question", "the HTTP side of a page, questions as fields"},
		{"internal/web internal/moderation/responseview", "what every feature's pages need, parts of a response"},
		{"internal/feature internal/analysis/resultview internal/decision/issueview",
			"what a feature registers, releases of results and key issues on pages"},
	}},
	{Name: "features' web", Rows: []Row{
		{"internal/draft/draftedit", "the editing form that drafts and the questionnaire builder share"},
		{"internal/*/*web", "HTTP and HTML of a feature"},
	}},
	{Name: "wiring", Rows: []Row{
		{"internal/app internal/bench internal/backup", "builds the program, measures it, copies its database"},
		{"internal/cli", "commands, settings, exit codes"},
		{"cmd/folkmoot", "signals and the exit code"},
	}},
	{Name: "test", Test: true, Rows: []Row{
		{"internal/*test internal/*/*test", "helpers for tests, which only tests import"},
	}},
}

// place is where a package belongs. The zero place is nowhere.
type place struct {
	layer *Layer
	row   int // counted from the bottom of all layers
}

// placeOf returns the place of the package with the given path.
func placeOf(layers []Layer, pkg string) (found place) {
	row, best := 0, -1
	for i := range layers {
		for _, r := range layers[i].Rows {
			for pattern := range strings.FieldsSeq(r.Packages) {
				weight := len(pattern)
				if pattern == pkg {
					weight = 1 << 20
				}
				if ok, _ := path.Match(pattern, pkg); ok && weight > best {
					found, best = place{&layers[i], row}, weight
				}
			}
			row++
		}
	}
	return found
}

// named returns the packages that the layers list by name.
func named(layers []Layer) (all []string) {
	for _, l := range layers {
		for _, r := range l.Rows {
			for pattern := range strings.FieldsSeq(r.Packages) {
				if !strings.Contains(pattern, "*") {
					all = append(all, pattern)
				}
			}
		}
	}
	return all
}

// matches reports whether one of the patterns, separated by spaces, matches the
// path of a package.
func matches(patterns, pkg string) bool {
	return slices.ContainsFunc(strings.Fields(patterns), func(pattern string) bool {
		ok, _ := path.Match(pattern, pkg)
		return ok
	})
}

func (p place) test() bool { return p.layer != nil && p.layer.Test }

func (p place) pure() bool { return p.layer != nil && p.layer.Pure }

func (p place) wiring() bool { return p.layer != nil && p.layer.Name == "wiring" }
