package locale

import (
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"
)

func TestScannerFindsSentences(t *testing.T) {
	const lib = `package lib
// Say translates.
//
//locale:message 0
func (p *Printer) Say(message string, args ...any) string { return message }
//locale:count 1 2
func (p *Printer) Count(n int64, one, other string) string { return other }
//locale:message 1
func New(kind int, say string) error { return nil }
type Error struct {
	//locale:message
	Say string
	Log string
}`
	for code, want := range map[string][]string{
		`func f(p *P) { p.Say("A") }`:                              {"A"},
		`func f(p *P) { p.Say("A " + "B " + ` + "`C`" + `) }`:      {"A B C"},
		`const a = "A "; func f(p *P) { p.Say(a + ("B")) }`:        {"A B"},
		`func f(p *P) { p.Count(n, "%d fox", "%d foxes") }`:        {"%d foxes"},
		`func f() error { return lib.New(1, "A") }`:                {"A"},
		`func f() error { return other.New(1, "A") }`:              nil,
		`func f() error { return &lib.Error{Say: "A", Log: "B"} }`: {"A"},
		`func f(p *P) { say := p.Say; say("A") }`:                  {"A"},
		`func f(say func(string) string) { say("A") }`:             {"A"},
		`func f(p *P) { wrap(1, p, "A", "B") }
		 func wrap(n int, p *P, message, code string) { p.Say(message); log(code) }`: {"A"},
		`func f(p *P) { outer(p, "A") }
		 func inner(p *P, message string) { p.Say(message) }
		 func outer(p *P, message string) { inner(p, message) }`: {"A"},
		`func f(p *P) { p.Say([...]string{"A", "B"}[i]) }`:                {"A", "B"},
		`const a = "This is a sentence."`:                                 {"This is a sentence."},
		`const a = "this is not one"`:                                     nil,
		"//locale:messages\nvar table = []row{{\"code\", \"Two words\"}}": {"Two words"},
	} {
		root := fstest.MapFS{
			"lib/lib.go":            {Data: []byte(lib)},
			"use/use.go":            {Data: []byte("package use\n" + code)},
			"use/use_test.go":       {Data: []byte("package use\nfunc g(p *P) { p.Say(`in a test`) }")},
			"bin/use.go":            {Data: []byte("package use\nfunc g(p *P) { p.Say(`in bin`) }")},
			"node_modules/a/use.go": {Data: []byte("package use\nfunc g(p *P) { p.Say(`in node_modules`) }")},
			".tools/use.go":         {Data: []byte("package use\nfunc g(p *P) { p.Say(`in .tools`) }")},
		}
		if got := slices.Sorted(maps.Keys(scanMessages(t, root).all)); !slices.Equal(got, want) {
			t.Errorf("%s\nfound %q, want %q", code, got, want)
		}
	}
	root := fstest.MapFS{"use/templates/a.html": {Data: []byte(
		`{{define "a"}}{{t "A"}}{{if .B}}{{tn .N "%d fox" "%d foxes"}}{{else}}{{template "b" (t "C")}}{{end}}{{end}}`)}}
	want := []string{"%d foxes", "A", "C"}
	if got := slices.Sorted(maps.Keys(scanMessages(t, root).all)); !slices.Equal(got, want) {
		t.Errorf("in a template found %q, want %q", got, want)
	}
}

// A //locale: comment that finds nothing is a mistake in its numbers or beside the wrong function.
func TestEveryLocaleDirectiveFindsSentences(t *testing.T) {
	s := scanMessages(t, os.DirFS("../.."))
	for key := range s.signs {
		if !s.used[key] && s.declared[key] {
			t.Errorf("%s is marked with a //locale: comment, but no call of it has a sentence", key)
		}
	}
	for key := range s.fields {
		if !s.used[key] {
			t.Errorf("%s is marked with a //locale: comment, but nothing sets it to a sentence", key)
		}
	}
}
