package eia

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
)

func (s *Service) fields() []edit.Field {
	return slices.Concat(subjectFields(s.Activities), needFields(), s.peopleFields(), scopeFields(), relevanceFields(), evidenceFields(),
		optionFields(), impactFields(), outcomeFields(), stageFields(), publicationFields())
}

func subjectFields(activities *edit.Lookup) []edit.Field {
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Title", Hint: "The web address is made from it."},
		{Name: "subject", Kind: edit.Pick, Required: true, Label: "What is assessed", Options: edit.ChooseOf(subjects...)},
		{Name: "activities", Kind: edit.Picks, Label: "What it covers", Lookup: activities,
			Hint: "Strategies, plans, actions, consultations and decisions, also as drafts. They can be agreed once this is published."},
		{Name: "named", Kind: edit.Line, Label: "Other policy, saving or project that it covers"},
		{Name: "purpose", Kind: edit.Text, Expected: true, Label: "Purpose"},
		{Name: "change", Kind: edit.Text, Label: "What changes", Hint: "From what to what."},
		{Name: "started", Kind: edit.Date, Required: true, Label: "Started on", Hint: "When you began to consider equality."},
		{Name: "schools", Kind: edit.YesNo, Label: "About pupils in schools, or children’s homes",
			Hint: "The equality duty does not apply to age there."},
	}
}

func needFields() []edit.Field {
	return []edit.Field{
		{Section: "Whether an assessment is needed", Name: "needed", Kind: edit.Choice, Required: true, Label: "Is an assessment needed?",
			Options: edit.ChooseOf(needs...)},
		{Name: "route", Kind: edit.Choice, Label: "If not, why", Options: edit.ChooseOf(routes...)},
		{Name: "why", Kind: edit.Text, Label: "Reason",
			Hint: "For no assessment, or for making it later. Another person approves it, and it is published."},
		{Name: "other", Kind: edit.Pick, Label: "Assessment that covers it", Lookup: Lookup},
		{Name: "planned-by", Kind: edit.Date, Label: "If later, by when"},
	}
}

func (s *Service) peopleFields() []edit.Field {
	return []edit.Field{
		{Section: "People", Name: "lead", Kind: edit.Line, Expected: true, Label: "Lead officer",
			Hint: "A role, not a person, like “Head of property”."},
		{Name: "service", Kind: edit.Line, Expected: true, Label: "Service"},
		{Name: "implementer", Kind: edit.Line, Label: "Who puts it into practice"},
		{Name: "behalf", Kind: edit.Line, Label: "On whose behalf"},
		{Name: "delivered-by", Kind: edit.Line, Label: "Who delivers the service"},
		{Name: "contributors", Kind: edit.Rows, Label: "Who contributed", AddLabel: "Add a contributor", Columns: []edit.Field{
			{Name: "contributor", Kind: edit.Line, Required: true, Label: "Role"},
			{Name: "from", Kind: edit.Line, Label: "Organisation"},
			{Name: "expertise", Kind: edit.Line, Label: "Expertise"},
		}},
		{Name: "tasks", Kind: edit.Rows, Label: "Who fills in what", AddLabel: "Add a task", Hint: "Not published.", Columns: []edit.Field{
			{Name: "section", Kind: edit.Pick, Required: true, Label: "Section", Options: partOptions(func() []edit.Field { return s.fields() })},
			{Name: "person", Kind: edit.Pick, Required: true, Label: "Colleague", Lookup: writers},
			{Name: "by", Kind: edit.Date, Label: "By"},
		}},
	}
}

func scopeFields() []edit.Field {
	return []edit.Field{
		{Section: "Scope", Name: "baseline", Kind: edit.Text, Expected: true, Label: "Compared with",
			Hint: "The level of service and the year. Use the level before earlier cuts, not the one they left."},
		{Name: "earlier-cuts", Kind: edit.Text, Label: "Earlier cuts to the same service"},
		{Name: "excluded", Kind: edit.Rows, Label: "Not covered", AddLabel: "Add what is not covered", Columns: []edit.Field{
			{Name: "what", Kind: edit.Line, Required: true, Label: "What"},
			{Name: "later", Kind: edit.Line, Label: "Where it will be assessed"},
		}},
		{Name: "area", Kind: edit.Line, Label: "Area"},
		{Name: "sites", Kind: edit.Lines, Label: "Sites", Hint: "One on each line."},
		{Name: "year", Kind: edit.Number, Ungrouped: true, Label: "Financial year", Hint: "The year in which it begins, like 2027.", Width: 4},
		{Name: "amount", Kind: edit.Decimal, Label: "Saving each year in pounds", Hint: "A cost is negative.", Width: 20},
		{Name: "posts", Kind: edit.Decimal, Label: "Posts affected", Width: 10},
		{Name: "team", Kind: edit.Line, Label: "Team that is reduced"},
		{Name: "team-size", Kind: edit.Number, Label: "People in the team", Width: 10},
		{Name: "together", Kind: edit.Text, Label: "With other proposals about the same team"},
	}
}

func relevanceFields() []edit.Field {
	return []edit.Field{
		{Section: "Relevance", Name: "findings", Kind: edit.Rows, Label: "Findings", Steady: true,
			Hint: "For each characteristic under each part of the duty, say whether the proposal is relevant, and why or why not.",
			Columns: []edit.Field{
				{Name: "cell", Kind: edit.Fixed, Label: "Characteristic", Options: cellOptions},
				{Name: "relevant", Kind: edit.Choice, Expected: true, Label: "Is it relevant?", Options: edit.ChooseOf(relevants...)},
				{Name: "finding", Kind: edit.Text, Expected: true, Label: "Why"},
			}},
		{Name: "rights", Kind: edit.Rows, Label: "Human rights", AddLabel: "Add a right", Columns: []edit.Field{
			{Name: "article", Kind: edit.Pick, Required: true, Label: "Right", Options: coded(articleLabels, articles)},
			{Name: "how", Kind: edit.Text, Required: true, Label: "How it is affected", Hint: "With the aim, and why it is proportionate."},
		}},
		{Name: "domains", Kind: edit.Rows, Label: "Also assessed", AddLabel: "Add a finding", Columns: []edit.Field{
			{Name: "domain", Kind: edit.Pick, Required: true, Label: "About", Options: domainOptions},
			{Name: "domain-effect", Setting: "effect", Kind: edit.Text, Required: true, Label: "Finding"},
		}},
	}
}

func evidenceFields() []edit.Field {
	return []edit.Field{
		{Section: "Evidence", Name: "evidence", Kind: edit.Rows, Label: "Evidence", AddLabel: "Add evidence", Columns: []edit.Field{
			{Name: "need", Kind: edit.Pick, Label: "From our evidence", Lookup: evidence.Lookup},
			{Name: "release", Kind: edit.Pick, Label: "Consultation results", Options: releaseOptions,
				Hint: "Only published results, so that no answer can be traced."},
			{Name: "source", Kind: edit.Line, Label: "Other source"},
			{Name: "dated", Kind: edit.Date, Expected: true, Label: "Date of the evidence"},
			{Name: "says", Kind: edit.Text, Required: true, Label: "What it says"},
			{Name: "quality", Kind: edit.Choice, Label: "How far it can be relied on", Options: edit.ChooseOf(qualities...)},
			{Name: "people", Kind: edit.Number, Label: "How many people it is about", Width: 10},
		}},
		{Name: "gaps", Kind: edit.Rows, Label: "What is not known", AddLabel: "Add a gap", Columns: []edit.Field{
			{Name: "gap", Kind: edit.Text, Required: true, Label: "What is not known"},
			{Name: "gap-groups", Kind: edit.Picks, Label: "About", Options: groupOptions},
			{Name: "gap-action", Kind: edit.Pick, Expected: true, Label: "Action that finds it out", Lookup: action.Lookup},
		}},
		{Name: "advice", Kind: edit.Rows, Label: "Advice", AddLabel: "Add advice", Columns: []edit.Field{
			{Name: "adviser", Kind: edit.Line, Required: true, Label: "Team that was asked"},
			{Name: "advice-text", Setting: "advice", Kind: edit.Text, Label: "Advice"},
			{Name: "advice-answer", Kind: edit.Text, Label: "What was done about it"},
		}},
		{Name: "views", Kind: edit.Rows, Label: "Opposed views", AddLabel: "Add a view", Columns: []edit.Field{
			{Name: "holder", Kind: edit.Line, Required: true, Label: "Who holds it", Hint: "Groups, never named people."},
			{Name: "view", Kind: edit.Text, Required: true, Label: "View"},
			{Name: "view-answer", Kind: edit.Text, Label: "Answer"},
		}},
	}
}

func optionFields() []edit.Field {
	return []edit.Field{
		{Section: "Options", Name: "options", Kind: edit.Rows, Label: "Options", AddLabel: "Add an option",
			Hint: "All that were considered, with doing nothing.", Columns: []edit.Field{
				{Name: "option", Kind: edit.Line, Required: true, Label: "Option"},
				{Name: "assessed", Kind: edit.YesNo, Label: "Assessed here"},
				{Name: "why-not", Kind: edit.Text, Label: "If not, why not"},
				{Name: "preferred", Kind: edit.YesNo, Label: "Preferred"},
			}},
	}
}

func impactFields() []edit.Field {
	return []edit.Field{
		{Section: "Impacts", Name: "impacts", Kind: edit.Rows, Label: "Impacts", AddLabel: "Add an impact", Columns: []edit.Field{
			{Name: "group", Kind: edit.Pick, Required: true, Label: "Group", Options: groupOptions},
			{Name: "of-option", Kind: edit.Line, Label: "Option", Hint: "As it is called under Options. Leave blank for all."},
			{Name: "direction", Kind: edit.Choice, Required: true, Label: "Impact", Options: edit.ChooseOf(Directions...)},
			{Name: "size", Kind: edit.Choice, Label: "Size", Options: edit.ChooseOf(sizes...)},
			{Name: "chance", Kind: edit.Choice, Label: "Likelihood", Options: edit.ChooseOf(chances...)},
			{Name: "effect", Kind: edit.Text, Required: true, Label: "What happens"},
			{Name: "who", Kind: edit.Line, Label: "Who is affected"},
			{Name: "number", Kind: edit.Number, Label: "How many people", Width: 10},
			{Name: "with", Kind: edit.Picks, Label: "Together with", Hint: "For people who belong to both groups.", Options: groupOptions},
			{Name: "actions", Kind: edit.Picks, Label: "Actions that reduce it", Lookup: action.Lookup},
			{Name: "left", Kind: edit.Choice, Label: "Size after the actions", Options: edit.ChooseOf(leftSizes...)},
			{Name: "justified", Kind: edit.Text, Label: "Why what is left is proportionate", Hint: "With the aim that it serves."},
		}},
		{Name: "opportunities", Kind: edit.Rows, Label: "Opportunities", AddLabel: "Add an opportunity", Columns: []edit.Field{
			{Name: "opportunity", Kind: edit.Text, Required: true, Label: "Opportunity", Hint: "To advance equality or foster good relations."},
			{Name: "opportunity-action", Kind: edit.Pick, Label: "Action", Lookup: action.Lookup},
		}},
	}
}

func outcomeFields() []edit.Field {
	return []edit.Field{
		{Section: "Outcome", Name: "outcomes", Kind: edit.Choices, Label: "Outcomes", Hint: "More than one can be true.",
			Options: edit.ChooseOf(outcomes...)},
		{Name: "leading", Kind: edit.Choice, Expected: true, Label: "Leading outcome", Options: edit.ChooseOf(outcomes...)},
		{Name: "reasons", Kind: edit.Text, Expected: true, Label: "Reasons"},
		{Name: "harm", Kind: edit.Choice, Label: "Harm to people that is left", Options: coded(harmLabels, scale)},
		{Name: "likelihood", Kind: edit.Choice, Label: "Likelihood of that harm", Options: coded(likelihoodLabels, scale)},
		{Name: "summary", Kind: edit.Text, Label: "Your summary for decision makers",
			Hint: "The program writes one from the findings, adverse ones first. Yours is shown beside it and does not replace it."},
	}
}

func stageFields() []edit.Field {
	return []edit.Field{
		{Section: "Stages and review", Name: "stages", Kind: edit.Rows, Label: "Stages", AddLabel: "Add a stage", Columns: []edit.Field{
			{Name: "stage", Kind: edit.Pick, Required: true, Label: "Stage", Options: edit.ChooseOf(stages...)},
			{Name: "gate", Kind: edit.Date, Label: "Ready by"},
			{Name: "done", Kind: edit.Date, Label: "Done on"},
			{Name: "new", Kind: edit.Text, Label: "What changed in the assessment"},
		}},
		{Name: "review", Kind: edit.Date, Expected: true, Label: "Review by"},
		{Name: "events", Kind: edit.Lines, Label: "Events that call for an earlier review", Hint: "One on each line."},
		{Name: "happened", Kind: edit.Line, Label: "Event that has happened", Hint: "The assessment is then due for review."},
		{Name: "monitoring", Kind: edit.Rows, Label: "Monitoring", AddLabel: "Add an indicator", Columns: []edit.Field{
			{Name: "indicator", Kind: edit.Line, Required: true, Label: "Indicator"},
			{Name: "first", Kind: edit.Date, Label: "First checked on"},
			{Name: "trigger", Kind: edit.Line, Label: "What would make us think again"},
		}},
		{Name: "before", Kind: edit.Picks, Label: "Earlier and related assessments", Lookup: Lookup},
		{Name: "cause", Kind: edit.Line, Label: "Why it is assessed again"},
	}
}

func publicationFields() []edit.Field {
	return []edit.Field{
		{Section: "Publication", Name: "exempt-checked", Kind: edit.Line, Expected: true, Label: "Checked for exempt information by",
			Hint: "A role."},
		{Name: "redactions", Kind: edit.Text, Label: "What was left out, and why"},
	}
}
