package page

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"
)

func file(text string) fstest.MapFS { return fstest.MapFS{"x.html": {Data: []byte(text)}} }

// A page whose template does not fit its view panics when its examples are rendered, as a test does for every page.
func TestExamplesPanicIfTheTemplateDoesNotFit(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown field":     `{{define "title"}}{{.Nothing}}{{end}}{{define "main"}}{{end}}`,
		"no title":             `{{define "main"}}{{end}}`,
		"no main part":         `{{define "title"}}{{end}}`,
		"an unknown component": `{{define "title"}}{{end}}{{define "main"}}{{template "nothing" .}}{{end}}`,
		"half a tag":           `{{define "title"}}{{end}}{{define "main"}}<a href="{{.Title}}{{end}}`,
	} {
		t.Run(name, func(t *testing.T) {
			p := New(file(text), "x.html", struct{ Title string }{"A title"})
			if !slices.Contains(All(), Exampled(p)) {
				t.Error("All does not have the page")
			}
			defer func() {
				if recover() == nil {
					t.Error("Examples did not panic")
				}
			}()
			p.Examples()
		})
	}
}

type foreignView struct{ Say string }

func (foreignView) PageLang() string { return "ur" }
func (foreignView) PageChain() Chain {
	return Chain{{Name: "Findings", State: Overdue, Note: "promised by 1 May"}}
}
func (foreignView) NoIndex() bool { return true }

func TestOptionalViewMethods(t *testing.T) {
	p := New(file(`{{define "title"}}T{{end}}{{define "main"}}<h1>{{.Say}}</h1>{{end}}`), "x.html", foreignView{"<script>x</script>"})
	html := p.Examples()[0]
	for _, want := range []string{
		`<html lang="en" dir="rtl"`, assets.StyleRTL, `name="robots"`, "Overdue: promised by 1 May",
		"&lt;script&gt;x",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	if strings.Contains(html, "<script") {
		t.Error("a page without a form has a script, or text was not escaped")
	}
}

// Browsers and html/template have disagreed about the context of these places, so templates have no actions there.
func TestNoTemplateActionInScriptContext(t *testing.T) {
	for name, text := range sources(t) {
		for _, tree := range trees(t, name, text) {
			if wrong := misplaced(tree); wrong != "" {
				t.Errorf("%s, template %q: %s", name, tree.Name, wrong)
			}
		}
	}
}

func TestMisplacedActionsAreFound(t *testing.T) {
	for text, found := range map[string]bool{
		`<p class="{{.X}}">{{.X}}</p>`:                              false,
		`<script src="{{.X}}"></script><p>{{.X}}</p>`:               false,
		`<script>let x = {{.X}}</script>`:                           true,
		`<style>a { color: {{.X}} }</style>`:                        true,
		`<a onclick="f({{.X}})">`:                                   true,
		`<meta name="a" content="{{.X}}">`:                          true,
		`{{if .X}}<script>{{end}}let x = {{.X}}`:                    true,
		`<a href="/" title='{{.X}}' data-on="{{.X}}">{{.X}}</a>`:    false,
		`<a {{.X}}="1">`:                                            true,
		`<option value="{{.X}}"{{if .X}} selected{{end}}>{{.X}}`:    false,
		`<p style="width: {{.X}}">`:                                 true,
		`<a href="javascript:{{.X}}">`:                              true,
		`<p class="a"{{passage .X}}>{{.X}}</p>`:                     false,
		`<p{{passage .X}} class="{{.X}}">{{.X}}</p>`:                false,
		`<script>{{passage .X}}</script>`:                           true,
		`<meta{{passage .X}}>`:                                      true,
		`<a onclick={{passage .X}}>`:                                true,
		`<p{{passage .X | printf "%s"}}>`:                           true,
		`{{define "y"}}x{{end}}<script>{{template "y" .}}</script>`: true,
	} {
		wrong := ""
		for _, tree := range trees(t, "x", text) {
			wrong += misplaced(tree)
		}
		if (wrong != "") != found {
			t.Errorf("%s: %q", text, wrong)
		}
	}
}

// sources returns the templates of this package and of all features, by file name.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"templates/*.html", "templates/pages/*.html"} {
		names, err := fs.Glob(templateFiles, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := templateFiles.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(text)
		}
	}
	for name, text := range featureTemplates(t) {
		all[name] = text
	}
	if len(all) < 10 {
		t.Fatalf("only %d templates were found", len(all))
	}
	return all
}

func trees(t *testing.T, name, text string) map[string]*parse.Tree {
	t.Helper()
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	all := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", all); err != nil {
		t.Fatal(err)
	}
	return all
}

// misplaced returns a description of an action in a dangerous place, or "". It looks at the text before each action
// within the same template.
func misplaced(tree *parse.Tree) string {
	before, wrong := "", ""
	var walk func(n parse.Node)
	list := func(l *parse.ListNode) {
		if l != nil {
			for _, n := range l.Nodes {
				walk(n)
			}
		}
	}
	walk = func(n parse.Node) {
		switch n := n.(type) {
		case *parse.TextNode:
			before += string(n.Text)
		case *parse.ActionNode, *parse.TemplateNode:
			if isLangAttr(n) && !strings.HasSuffix(strings.TrimSpace(before), "=") && dangerous(before+` lang="`) == "" {
				before += ` lang="x"` // the function writes whole attributes: see passage
				return
			}
			if place := dangerous(before); place != "" {
				wrong = fmt.Sprintf("%s is in %s", n, place)
			}
			before += "x"
		case *parse.IfNode:
			list(n.List)
			list(n.ElseList)
		case *parse.RangeNode:
			list(n.List)
			list(n.ElseList)
		case *parse.WithNode:
			list(n.List)
			list(n.ElseList)
		}
	}
	list(tree.Root)
	return wrong
}

// isLangAttr reports whether n is {{passage .Lang}}, the one function that writes attributes.
func isLangAttr(n parse.Node) bool {
	action, ok := n.(*parse.ActionNode)
	if !ok || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Decl) > 0 {
		return false
	}
	name, ok := action.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	return ok && name.Ident == "passage"
}

// dangerous describes the place at the end of before, if no action may be there.
func dangerous(before string) string {
	var element, name string // the open element, and the attribute whose value is open
	var quote byte
	start := 0 // of the current word
	inTag := false
	for i := 0; i < len(before); i++ {
		c := before[i]
		switch {
		case quote != 0:
			if c == quote {
				quote, name, start = 0, "", i+1
			}
		case !inTag && c == '<' && !(raw(element) && !strings.HasPrefix(strings.ToLower(before[i:]), "</"+element)):
			inTag, start = true, i+1
			element = strings.ToLower(word.FindString(before[i+1:]))
		case inTag && c == '>':
			inTag = false
		case inTag && (c == '"' || c == '\''):
			quote, name, start = c, strings.ToLower(strings.Trim(before[start:i], " \t\n=")), i+1
		case inTag && (c == ' ' || c == '\n'):
			start = i + 1
		}
	}
	switch {
	case !inTag && raw(element):
		return "a " + element + " element"
	case inTag && element == "meta":
		return "a meta element"
	case inTag && quote == 0:
		return "a tag, outside of quotes"
	case inTag && (strings.HasPrefix(name, "on") || name == "style"):
		return "the attribute " + name
	case inTag && strings.Contains(before[start:], "javascript:"):
		return "a script in a link"
	}
	return ""
}

// word matches the name of an element. It is empty for end tags.
var word = regexp.MustCompile(`^[a-zA-Z0-9]*`)

// raw reports whether the content of an element is not HTML.
func raw(element string) bool { return element == "script" || element == "style" }
