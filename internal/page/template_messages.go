package page

import (
	"html/template"
	"text/template/parse"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// localisedTemplate is the template of a page in one language.
type localisedTemplate struct {
	*template.Template
	mainLang string // language of the main part, if it is not that of the template
}

// untranslatedLang returns "en" if most messages of t have no translation in the language of words, and "" otherwise.
// The main part of such a page is marked as English, so that screen readers read it correctly.
func untranslatedLang(t *template.Template, words *locale.Printer) string {
	total, translated := 0, 0
	for _, one := range t.Templates() {
		if one.Tree == nil || baseTemplates().Lookup(one.Name()) != nil && one.Name() != "title" && one.Name() != "main" {
			continue
		}
		for _, message := range templateMessages(one.Tree.Root) {
			total++
			if words.HasMessage(message) {
				translated++
			}
		}
	}
	if words.Lang() == "en" || 2*translated > total {
		return ""
	}
	if words.HasMessage("") { // pseudo-languages translate everything
		return ""
	}
	return "en"
}

// templateMessages returns the messages of a template.
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

// commandMessages returns the message of {{t "…"}}, or the plural of {{tn .N "…" "…"}}.
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
