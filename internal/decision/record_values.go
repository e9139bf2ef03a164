package decision

import "github.com/folkmoot/folkmoot/internal/edit"

// form connects the fields of the form with d.
func (d *Decision) form() edit.Binding {
	return append(d.dueRegardForm(),
		edit.BindLine("title", &d.Title),
		edit.BindCode("kind", &d.Kind),
		edit.BindLine("body", &d.Body),
		edit.BindDate("date", &d.Date),
		edit.BindLine("time", &d.Time),
		edit.BindTexts("makers", &d.Makers),
		edit.BindDate("effective", &d.Effective),
		edit.BindLine("language", &d.Language),
		edit.BindText("summary", &d.Summary),
		edit.BindLine("consultation", &d.Consultation),
		edit.BindLine("release", &d.Release),
		edit.BindLine("strategy", &d.Strategy),
		edit.BindLine("report", &d.Report),
		edit.BindRows("received", &d.Received, (*Received).form),
		edit.BindTexts("assessments", &d.Assessments),
		edit.BindRows("decided", &d.Decided, func(point *string) edit.Binding { return edit.Binding{edit.BindText("point", point)} }),
		edit.BindText("reasons", &d.Reasons),
		edit.BindRows("rejected", &d.Rejected, (*Alternative).form),
		edit.BindRows("issues", &d.Issues, (*Issue).form),
		edit.BindLine("source", &d.Source.Name),
		edit.BindLine("source-address", &d.Source.Address),
	)
}

func (i *Issue) form() edit.Binding {
	return edit.Binding{
		edit.BindKept("ref", i.Ref),
		edit.BindText("issue", &i.Issue),
		edit.BindLine("raised-by", &i.RaisedBy),
		edit.BindFunc("sources", func() (codes []string) {
			for _, c := range i.Sources {
				codes = append(codes, string(c))
			}
			return codes
		}, func(codes []string) {
			i.Sources = nil
			for _, c := range codes {
				i.Sources = append(i.Sources, Channel(c))
			}
		}),
		edit.BindText("response", &i.Response),
		edit.BindLine("owner", &i.Owner),
		edit.BindDate("due", &i.Due),
		edit.BindText("change", &i.Change),
		edit.BindText("no-change", &i.NoChange),
		edit.BindText("shown-in", &i.Document),
		edit.BindText("words", &i.Words),
		edit.BindTexts("actions", &i.Actions),
	}
}

func (r *Received) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("document", &r.Title),
		edit.BindLine("version", &r.Version),
		edit.BindDate("dated", &r.Date),
		edit.BindLine("address", &r.Address),
		edit.BindLine("assessment", &r.Assessment),
	}
}

func (a *Alternative) form() edit.Binding {
	return edit.Binding{edit.BindLine("option", &a.Option), edit.BindText("why", &a.Why)}
}
