/**
 * One number for every way not to trust a reading: the `e` field of fault records.
 */
import { SensorFault } from "../sensor/reading"
import { Rejection } from "../sensor/rejection"

/** Codes from here on are a `Rejection` by the gate; below, they are a `SensorFault`. */
export const FAULT_CODE_REJECTION = 100
/** Codes from here on are the `SelfTestResult` of a self-test that failed. */
export const FAULT_CODE_SELF_TEST = 200

/** The code of a reading that was not accepted; 0 when there is nothing wrong with it. */
export function faultCode(fault: SensorFault, rejection: Rejection): number {
    if (fault !== SensorFault.None) return fault
    if (rejection !== Rejection.None) return FAULT_CODE_REJECTION + rejection
    return 0
}
