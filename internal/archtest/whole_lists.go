package archtest

import "strings"

// ownModule is the module that the lists here are about.
const ownModule = "github.com/folkmoot/folkmoot"

// boundedTables are the tables that have few rows, or few rows with one value of the column
// behind the name, each with the reason. A statement that gives the column a value, or
// joins it to the rows of another such table, may read all these rows at once.
const boundedTables = `
# The council.
account_org: the council and the partners that administrators have added
partner_principles: versions of the principles, each published by hand
partner_signature.partner: the versions of the principles that a partner has signed
sharing_signature.agreement: the signatures under the agreements of a page, one for each organisation and version
budget_closed.project: the financial years of one project
project_approval.project: an organisation of a project approves each of its three gates once
project_gate.project: the three gates of a project
project_measure.project: what one project measures
project_reading.project: a few readings for each period of the measures of one project
project_sign_off.project: each organisation of a project once a quarter
project_signature.project: each organisation of a project once for each version of its agreement
project_result.project: the results of one project
partner_signature.version: signatures of the partners of one council under a version
risk_risk: equality risks, each entered by hand
risk_appraisal: comparisons of options for decisions, each written by hand
risk_latest: comparisons of options for decisions, each written by hand
information_figures: figures of the files that officers upload, a few a year
information_latest: what the law has a council publish: a few documents a year
information_release: what the law has a council publish, and its corrections: a few documents a year
evidence_need: needs and sources, which officers write in definition files
strategy_strategy: the council adopts a few strategies a year
strategy_aim.strategy: the aims of a strategy fit on its page
strategy_objective.aim: the objectives of an aim fit on its page
strategy_publication: what the law has a council publish: a few documents a year
strategy_reading.objective: readings of an indicator, at most one a quarter while the strategy runs
strategy_version.strategy: the versions that were published of a strategy
action_action.continues: the actions that carry one forward
action_action.objective: the actions for an objective, which its page shows
action_reason.ref: the actions for one need, issue or consultation, which its page shows
action_reason.action: the decisions and objectives that an action refers to, which its page shows
action_new_date.action: changes of the due date of one action, each published by hand
action_update.action: reports about an action, a few a year until it is done

progressreport_report: reports on strategies, a few a year
progressreport_signer: roles that are responsible for objectives
progressreport_signature.strategy: signatures of the owners of a strategy's objectives on its reports
follow_news.ref: news about one thing that people follow, which its feed has
eia_activity.activity: the assessments that cover one strategy, action, consultation or decision
eia_action.action: the assessments that one action answers
eia_challenge.assessment: the challenge sessions about one assessment
eia_edition.ref: editions of one assessment or challenge session
eia_signature.content: the signatures under one version of an assessment, one for each role


# A response.
intake_file.response: a questionnaire has few questions for files, each with up to five files

# A consultation, as far as officers write it.
analysis_release.consultation: an officer publishes each release and says why it follows another
consult_act.consultation: an officer corrects, extends, closes or withdraws a consultation by hand
consult_new_date.consultation: changes of the day by which feedback is promised, each published by hand
consult_form_use.consultation: forms that officers publish: languages, formats and corrections
consult_question_change.consultation: questions that officers correct after publication
decision_basis.assessment: decisions that rest on one assessment
decision_decision.consultation: decisions after one consultation
decision_decision.ref: editions of one decision
decision_decision.strategy: decisions about one strategy
decision_feedback.consultation: editions of the feedback about one consultation
decision_feedback.decision: the consultations that one decision answers
consultationreport_report.consultation: editions of the report on one consultation
decision_log.consultation: editions of the key issues of one consultation
decision_issue_action.action: the issues that one action answers
draft_change_note.slug: the changed questions of one draft
draft_finding_reason.slug: findings of the check, each excused by hand
draft_preview.slug: previews, each made by hand
draft_text_source.slug: texts of one draft
report_receipt.report: councillors to whom one report was sent
report_version.ref: versions of one report
retention_due.consultation: the categories of data

# One response, form, letter, file, account or request.
entry_comparison.number: the questions of one form
entry_group_answer.group_response: the questions of a questionnaire
entry_group_link.group_response: the people of an organisation who write one response
entry_submission_version.submission: corrections of one letter, petition or event, each made by hand
files_chunk.file: a file has a largest size
files_file.subject: files that staff attach to one item by hand
imports_part.file: a file has a largest size
intake_monitoring_text.response: the questions of a questionnaire
intake_redaction.response: redactions of one response, each made by hand
moderation_answer_review.response: the questions of a questionnaire
moderation_cluster.consultation: groups of similar responses that officers have decided about
moderation_flag.response: flags of one response, each set by hand
moderation_flag.submission: flags of one letter, petition or event, each set by hand
signin_passkey.account: an account has at most 20 passkeys
subjectaccess_step.request: steps of one request, each recorded by hand

# Operating.
audit_root: one row a day
confirmation_request.org: acts that wait for a second person, for at most a few days
operation_item.subject: operations about one subject, each started by hand and deleted after a week
record_address: addresses that the site has had
record_head: an epoch begins when the program is installed or restored
record_published: one row for each epoch
`

// wholeLists are the functions that may read all rows of another statement, each with the
// reason why there are few.
const wholeLists = `
internal/account.ListDemoPeople: the people of the demonstration, from its files
internal/action.OpenOf: actions with a date that have not ended, for one strategy, decision or place, whose calendar has them
internal/audit.Fingerprints.checkTable: digests of 32 bytes, which the audit compares with the rows of a table
internal/bench.Options.tallyInSQLite: how many answered one question, by groups
internal/consult.ListAwaitingFeedback: consultations that have closed and were promised feedback, until it is published
internal/consult.listLabelled: the consultations about one strategy, or that follow one
internal/retention.Service.Notice: consultations that keep data for longer or shorter, each for a reason that an officer gave
internal/subjectaccess.Service.ListRequests: open requests, which the council must answer within a month
internal/staffnotice.choicesOf: what one person has chosen, at most one line a kind of event
internal/subjectaccess.Service.listWaitingRequests: open requests, which the council must answer within a month
internal/strategy.Outlines: references and titles of the objectives of a few strategies a year, which a form lists
`

// reasons reads lines of a name, a colon and a reason.
func reasons(text string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(text) {
		name, reason, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok && reason != "" && !strings.HasPrefix(name, "#") {
			all[name] = true
		}
	}
	return all
}
