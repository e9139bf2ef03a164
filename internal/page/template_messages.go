package page

import (
	"html/template"
	"text/template/parse"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// localisedTemplate is the template of a page in one language.
type localisedTemplate struct {
	*template.Template
	mainLang string // the language of its main part, where that is another
}

// untranslatedLang is the language of the main part of t in the language of words: "en"
// if most of what t itself says has no translation, and "" otherwise. So a page
// that nobody has translated yet is English, and says so to who hears it.
func untranslatedLang(t *template.Template, words *locale.Printer) string {
	said, known := 0, 0
	for _, one := range t.Templates() {
		if one.Tree == nil || baseTemplates().Lookup(one.Name()) != nil && one.Name() != "title" && one.Name() != "main" {
			continue
		}
		for _, message := range templateMessages(one.Tree.Root) {
			said++
			if words.HasMessage(message) {
				known++
			}
		}
	}
	if words.Lang() == "en" || 2*known > said {
		return ""
	}
	if words.HasMessage("") { // a pseudo-language knows everything
		return ""
	}
	return "en"
}

// templateMessages are the English sentences that a template says.
func templateMessages(n parse.Node) (all []string) {
	branch := func(b *parse.BranchNode) {
		all = append(all, templateMessages(b.Pipe)...)
		all = append(all, templateMessages(b.List)...)
		if b.ElseList != nil {
			all = append(all, templateMessages(b.ElseList)...)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, one := range n.Nodes {
			all = append(all, templateMessages(one)...)
		}
	case *parse.ActionNode:
		return templateMessages(n.Pipe)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			all = append(all, commandMessages(c)...)
		}
	}
	return all
}

// commandMessages is the sentence of {{t "…"}}, and the plural of {{tn .N "…" "…"}}.
func commandMessages(c *parse.CommandNode) (all []string) {
	var texts []string
	for _, arg := range c.Args {
		switch arg := arg.(type) {
		case *parse.StringNode:
			texts = append(texts, arg.Text)
		case *parse.PipeNode:
			all = append(all, templateMessages(arg)...)
		}
	}
	name, ok := c.Args[0].(*parse.IdentifierNode)
	switch {
	case !ok:
	case (name.Ident == "t" || name.Ident == "tlink" || name.Ident == "tstrong" || name.Ident == "tquote") && len(texts) > 0:
		all = append(all, texts[0])
	case name.Ident == "tn" && len(texts) > 1:
		all = append(all, texts[1])
	}
	return all
}
