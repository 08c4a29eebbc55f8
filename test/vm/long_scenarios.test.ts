/**
 * The scenarios that take hours of simulated time.
 */
import { judgedScenarios, judgeScenarios } from "./judged"

judgeScenarios(judgedScenarios("long"))
