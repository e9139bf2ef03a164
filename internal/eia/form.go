package eia

import "github.com/folkmoot/folkmoot/internal/edit"

// form connects the fields of the form with a.
func (a *Assessment) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &a.Title),
		edit.BindCode("subject", &a.Subject),
		edit.BindTexts("activities", &a.Activities),
		edit.BindLine("named", &a.Named),
		edit.BindText("purpose", &a.Purpose),
		edit.BindText("change", &a.Change),
		edit.BindDate("started", &a.Started),
		edit.BindYesNo("schools", &a.Schools),

		edit.BindCode("needed", &a.Needed),
		edit.BindCode("route", &a.Route),
		edit.BindText("why", &a.Why),
		edit.BindLine("other", &a.Other),
		edit.BindDate("planned-by", &a.PlannedBy),

		edit.BindLine("lead", &a.Lead),
		edit.BindLine("service", &a.Service),
		edit.BindLine("implementer", &a.Implementer),
		edit.BindLine("behalf", &a.Behalf),
		edit.BindLine("delivered-by", &a.DeliveredBy),
		edit.BindRows("contributors", &a.Contributors, func(c *Contributor) edit.Binding {
			return edit.Binding{edit.BindLine("contributor", &c.Contributor), edit.BindLine("from", &c.From),
				edit.BindLine("expertise", &c.Expertise)}
		}),
		edit.BindRows("tasks", &a.Tasks, func(t *Task) edit.Binding {
			return edit.Binding{edit.BindLine("section", &t.Section), edit.BindLine("person", &t.Person), edit.BindDate("by", &t.By)}
		}),

		edit.BindText("baseline", &a.Baseline),
		edit.BindText("earlier-cuts", &a.Earlier),
		edit.BindRows("excluded", &a.Excluded, func(s *Scope) edit.Binding {
			return edit.Binding{edit.BindLine("what", &s.What), edit.BindLine("later", &s.Later)}
		}),
		edit.BindLine("area", &a.Area),
		edit.BindTexts("sites", &a.Sites),
		edit.BindNumber("year", &a.Year),
		edit.BindDecimal("amount", &a.Amount),
		edit.BindDecimal("posts", &a.Posts),
		edit.BindLine("team", &a.Team),
		edit.BindNumber("team-size", &a.TeamSize),
		edit.BindText("together", &a.Together),

		edit.BindRows("findings", &a.Findings, func(f *Finding) edit.Binding {
			return edit.Binding{edit.BindLine("cell", &f.Cell), edit.BindCode("relevant", &f.Relevant), edit.BindText("finding", &f.Finding)}
		}),
		edit.BindRows("rights", &a.Rights, func(r *Right) edit.Binding {
			return edit.Binding{edit.BindLine("article", &r.Article), edit.BindText("how", &r.How)}
		}),
		edit.BindRows("domains", &a.Domains, func(d *Domain) edit.Binding {
			return edit.Binding{edit.BindLine("domain", &d.Domain), edit.BindText("domain-effect", &d.Effect)}
		}),

		edit.BindRows("evidence", &a.Evidence, (*Source).form),
		edit.BindRows("gaps", &a.Gaps, func(g *Gap) edit.Binding {
			return edit.Binding{edit.BindText("gap", &g.Gap), edit.BindTexts("gap-groups", &g.Groups), edit.BindLine("gap-action", &g.Action)}
		}),
		edit.BindRows("advice", &a.Advice, func(v *Advice) edit.Binding {
			return edit.Binding{edit.BindLine("adviser", &v.Team), edit.BindText("advice-text", &v.Advice),
				edit.BindText("advice-answer", &v.Answer)}
		}),
		edit.BindRows("views", &a.Views, func(v *View) edit.Binding {
			return edit.Binding{edit.BindLine("holder", &v.Holder), edit.BindText("view", &v.View), edit.BindText("view-answer", &v.Answer)}
		}),

		edit.BindRows("options", &a.Options, func(o *Option) edit.Binding {
			return edit.Binding{edit.BindLine("option", &o.Option), edit.BindYesNo("assessed", &o.Assessed),
				edit.BindText("why-not", &o.WhyNot), edit.BindYesNo("preferred", &o.Preferred)}
		}),
		edit.BindRows("impacts", &a.Impacts, (*Impact).form),
		edit.BindRows("opportunities", &a.Opportunities, func(o *Opportunity) edit.Binding {
			return edit.Binding{edit.BindText("opportunity", &o.Opportunity), edit.BindLine("opportunity-action", &o.Action)}
		}),

		edit.BindTexts("outcomes", &a.Outcomes),
		edit.BindCode("leading", &a.Leading),
		edit.BindText("reasons", &a.Reasons),
		edit.BindLine("harm", &a.Harm),
		edit.BindLine("likelihood", &a.Likelihood),
		edit.BindText("summary", &a.Summary),

		edit.BindRows("stages", &a.Stages, func(s *Stage) edit.Binding {
			return edit.Binding{edit.BindCode("stage", &s.Stage), edit.BindDate("gate", &s.Gate), edit.BindDate("done", &s.Done),
				edit.BindText("new", &s.New)}
		}),
		edit.BindDate("review", &a.Review),
		edit.BindTexts("events", &a.Events),
		edit.BindLine("happened", &a.Happened),
		edit.BindRows("monitoring", &a.Monitoring, func(i *Indicator) edit.Binding {
			return edit.Binding{edit.BindLine("indicator", &i.Indicator), edit.BindDate("first", &i.First), edit.BindLine("trigger", &i.Trigger)}
		}),
		edit.BindTexts("before", &a.Before),
		edit.BindLine("cause", &a.Cause),

		edit.BindLine("exempt-checked", &a.ExemptChecked),
		edit.BindText("redactions", &a.Redactions),
	}
}

func (s *Source) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("need", &s.Need), edit.BindLine("release", &s.Release), edit.BindLine("source", &s.Source),
		edit.BindDate("dated", &s.Dated), edit.BindText("says", &s.Says), edit.BindCode("quality", &s.Quality),
		edit.BindNumber("people", &s.People),
	}
}

func (i *Impact) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("group", &i.Group), edit.BindLine("of-option", &i.Option), edit.BindCode("direction", &i.Direction),
		edit.BindCode("size", &i.Size), edit.BindCode("chance", &i.Chance), edit.BindText("effect", &i.Effect),
		edit.BindLine("who", &i.Who), edit.BindNumber("number", &i.Number), edit.BindTexts("with", &i.With),
		edit.BindTexts("actions", &i.Actions), edit.BindCode("left", &i.Left), edit.BindText("justified", &i.Justified),
	}
}
